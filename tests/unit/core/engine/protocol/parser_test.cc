#include "core/engine/protocol/parser.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/core/engine/protocol/parser_recorder.h"

using namespace natsop;
using namespace natsop::engine;
using test::ParserRecorder;

namespace {

using Lines = std::vector<std::string>;

Lines parse(std::string_view input, Parser::Rules rules = {.headers = true}) {
  ParserRecorder recorder(rules);
  recorder.feed(input);
  return recorder.lines;
}

}  // namespace

TEST_CASE("every verb, in any case and with any blanks") {
  CHECK(parse("PING\r\n") == Lines{"PING"});
  CHECK(parse("ping\n") == Lines{"PING"});
  CHECK(parse("PoNg whatever\r\n") == Lines{"PONG"});
  CHECK(parse("+OK\r\nPING\r\n") == Lines{"PING"});
  CHECK(parse("-ERR 'no'\r\n") == Lines{"ERR 'no'"});
  CHECK(parse("CONNECT {\"a\":1}\r\n") == Lines{"CONNECT {\"a\":1}"});
  CHECK(parse("connect\t {}\n") == Lines{"CONNECT {}"});
  CHECK(parse("INFO {}\r\n") == Lines{"INFO {}"});
  CHECK(parse("SUB a 1\r\n") == Lines{"SUB a  1"});
  CHECK(parse("sub\ta \t q   1 \r\n") == Lines{"SUB a q 1"});
  CHECK(parse("UNSUB 1\r\n") == Lines{"UNSUB 1 -1"});
  CHECK(parse("UNSUB 1 5\r\n") == Lines{"UNSUB 1 5"});
  CHECK(parse("UNSUB 1 x\r\n") == Lines{"UNSUB 1 -1"});
}

TEST_CASE("messages") {
  CHECK(parse("PUB a 2\r\nhi\r\n") == Lines{"PUB a  0 hi"});
  CHECK(parse("PUB a r 2\r\nhi\r\nPING\r\n") == Lines{"PUB a r 0 hi", "PING"});
  CHECK(parse("pub a 0\r\n\r\n") == Lines{"PUB a  0 "});
  CHECK(parse("PUB a 4\r\n\r\n\r\n\r\n") == Lines{"PUB a  0 \r\n\r\n"});
  CHECK(parse("HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\n") == Lines{"PUB a  12 NATS/1.0\r\n\r\nhi"});
  CHECK(parse("HPUB a r 0 2\r\nhi\r\n") == Lines{"PUB a r 0 hi"});
}

TEST_CASE(
    "messages without a reply, of any length of subject, say what blanks between do not change") {
  std::string subject;
  for (int length = 1; length < 40; ++length) {
    subject += length % 5 == 0 ? '.' : static_cast<char>('a' + length % 26);
    const std::string plain = subject + (subject.ends_with('.') ? "x" : "");
    for (const std::string& word : {plain, plain + "\xc3\xa4", "\x01" + plain, plain + "9"}) {
      const Lines expected{"PUB " + word + "  0 hi"};
      CHECK(parse("PUB " + word + " 2\r\nhi\r\n") == expected);
      CHECK(parse("PUB " + word + " 2\nhi\r\n") == expected);
      CHECK(parse("PUB \t" + word + "\t2 \r\nhi\r\n") == expected);
      CHECK(parse("PUB " + word + " 000000002\r\nhi\r\n") == expected);
      CHECK(parse("PUB " + word + " 0000000002\r\nhi\r\n") == Lines{"fault arguments"});
      CHECK(parse("PUB " + word + "2\r\nhi\r\n") == Lines{"fault arguments"});
      CHECK(parse("PUB " + word + "\t" + word + " 2\r\nhi\r\n") ==
            Lines{"PUB " + word + " " + word + " 0 hi"});
    }
  }
  CHECK(parse("PUB 22\r\nhi\r\n") == Lines{"fault arguments"});
  CHECK(parse("PUB  22\r\nhi\r\n") == Lines{"fault arguments"});
}

TEST_CASE("what makes no sense") {
  CHECK(parse("X") == Lines{"fault operation"});
  CHECK(parse("\r\n") == Lines{"fault operation"});
  CHECK(parse("PUBX a 1\r\n") == Lines{"fault operation"});
  CHECK(parse("PUB\r\n") == Lines{"fault operation"});
  CHECK(parse("RS+ a\r\n") == Lines{"fault operation"});
  CHECK(parse("LS+ a\r\n") == Lines{"fault operation"});
  CHECK(parse("MSG a 1 1\r\n") == Lines{"fault operation"});
  CHECK(parse("PUB a 2\r\nhix\r\n") == Lines{"fault operation"});
  CHECK(parse("PUB a 2\r\nhi\rx") == Lines{"fault operation"});
  CHECK(parse("PUB a\r\n") == Lines{"fault arguments"});
  CHECK(parse("PUB a b c 1\r\n") == Lines{"fault arguments"});
  CHECK(parse("PUB a x\r\n") == Lines{"fault arguments"});
  CHECK(parse("PUB a -1\r\n") == Lines{"fault arguments"});
  CHECK(parse("PUB a 1234567890\r\n") == Lines{"fault arguments"});
  CHECK(parse("HPUB a 5 4\r\n") == Lines{"fault arguments"});
  CHECK(parse("HPUB a 4\r\n") == Lines{"fault arguments"});
  CHECK(parse("SUB a\r\n") == Lines{"fault arguments"});
  CHECK(parse("SUB a b c d\r\n") == Lines{"fault arguments"});
  CHECK(parse("UNSUB \r\n") == Lines{"fault arguments"});
  CHECK(parse("HPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n", {.headers = false}) ==
        Lines{"fault headers"});
  CHECK(parse("XPING\r\nPING\r\n") == Lines{"fault operation"});
}

TEST_CASE("limits hold before the rest has come") {
  CHECK(parse("PUB a 11\r\n", {.max_payload = 10}) == Lines{"fault payload"});
  CHECK(parse("PUB a 10\r\n", {.max_payload = 10}).empty());
  CHECK(parse("PUB a 99999999\r\n", {.max_payload = -1}).empty());
  CHECK(parse("SUB aaaaaaaa 1\r\n", {.max_control_line = 10}) == Lines{"SUB aaaaaaaa  1"});
  CHECK(parse("SUB aaaaaaaaa 1\r\n", {.max_control_line = 10}) == Lines{"fault control line"});
  CHECK(parse("SUB aaaaaaaaaaaaa", {.max_control_line = 10}) == Lines{"fault control line"});
  CHECK(parse("CONNECT aaaaaaaaaaaa", {.max_control_line = 10}) == Lines{"fault control line"});
  // Nobody keeps what follows a PING.
  ParserRecorder recorder({.max_control_line = 10});
  recorder.feed("PING " + std::string(5000, 'x'));
  recorder.feed(std::string(5000, 'x') + "\r\n");
  CHECK(recorder.lines == Lines{"PING"});
}

TEST_CASE("pedantic subjects are reported before the payload") {
  CHECK(parse("PUB a.* 1\r\n", {.pedantic = true}) == Lines{"bad subject"});
  CHECK(parse("PUB a.b 1\r\nx\r\n", {.pedantic = true}) == Lines{"PUB a.b  0 x"});
}

TEST_CASE("the gate") {
  ParserRecorder shut({.gated = true});
  shut.open_gate = false;
  shut.feed("SUB a 1\r\nPING\r\n");
  CHECK(shut.lines == Lines{"gate"});
  ParserRecorder open({.gated = true});
  open.feed("P");
  CHECK(open.lines == Lines{"gate"});
  open.feed("ING\r\nPING\r\n");
  CHECK(open.lines == Lines{"gate", "PING", "PING"});
  ParserRecorder connect({.gated = true});
  connect.feed("CONNECT {}\r\n");
  CHECK(connect.lines == Lines{"CONNECT {}"});
}

TEST_CASE("input in pieces says the same as input at once") {
  const std::string input =
      "CONNECT {\"verbose\":false}\r\nPING x y\r\nSUB foo.* q 22\r\nPUB a.b reply 10\r\nhello\r\n"
      "rld\r\nHPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nUNSUB 22 7\r\n+OK\r\nPUB x 0\r\n\r\nPONG\n"
      "PUB a 3\r\nabcd\r\n";
  const Lines whole = parse(input);
  REQUIRE(whole.size() == 9);
  for (std::size_t size = 1; size < 40; ++size) {
    ParserRecorder recorder({.headers = true});
    for (std::size_t at = 0; at < input.size(); at += size) {
      // Each piece in memory of its own, which is gone afterwards.
      const std::string piece = input.substr(at, size);
      recorder.feed(piece);
    }
    CHECK(recorder.lines == whole);
  }
}

TEST_CASE("a handler that stops keeps the rest") {
  ParserRecorder recorder({});
  recorder.stop_at = 2;
  const std::string input = "PING\r\nPONG\r\nPING\r\n";
  CHECK(recorder.parser.feed(input) == 12);
  CHECK(recorder.lines == Lines{"PING", "PONG"});
  recorder.stop_at = 0;
  recorder.feed(std::string_view(input).substr(12));
  CHECK(recorder.lines == Lines{"PING", "PONG", "PING"});
}
