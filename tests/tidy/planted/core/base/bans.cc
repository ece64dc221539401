#include <regex>  // offence: regex

#include "core/base/good.h"

// TODO: name an issue. offence: todo
// TODO(#7): this one does.
// FIXME later. offence: todo
using namespace std;  // offence: using-namespace
void shout() { std::cout << "std::cerr in a string is none"; }  // offence: stdout
void print() { printf("hello"); }                               // offence: stdout
void format(char* out) { snprintf(out, 1, ""); }                // offence: c-format
char* home() { return getenv("HOME"); }                         // offence: environment
void fail() { throw 1; }                                        // offence: throw
void stop() { std::exit(1); }                                   // offence: exit
int* make() { return new int; }                                 // offence: new-delete
void drop(int* p) { delete p; }                                 // offence: new-delete
struct Fixed {
  Fixed(const Fixed&) = delete;
  void* operator new(std::size_t);
  const char* raw = R"(throw new "x" // not a comment)";
  int many = 1'000;
};
void door() {
  try {
    fail();
  } catch (...) {  // offence: catch-all
  }
}
