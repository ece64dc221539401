#include "core/client/mailbox.h"

#include <doctest/doctest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

using natsop::client::Mailbox;
using std::chrono::hours;

namespace {

Mailbox::Mail mail(std::string data) {
  Mailbox::Mail out;
  out.message.data = std::move(data);
  return out;
}

}  // namespace

TEST_CASE("mailbox: everything at once, in order") {
  const auto box = *Mailbox::make();
  CHECK(box->take({}).empty());
  box->put(mail("1"));
  box->put(mail("2"));
  const auto taken = box->take(hours(1));
  REQUIRE(taken.size() == 2);
  CHECK(taken[1].message.data == "2");
  CHECK(box->take({}).empty());
}

TEST_CASE("mailbox: a waiting taker wakes for mail, and for another descriptor") {
  const auto box = *Mailbox::make();
  std::thread sender([&] { box->put(mail("x")); });
  CHECK(box->take(hours(1)).size() == 1);
  sender.join();
  const int other = ::eventfd(1, 0);
  CHECK(box->take(hours(1), other).empty());
  ::close(other);
}

TEST_CASE("mailbox: a full one makes senders wait, and loses nothing") {
  constexpr int kMessages = 1000;
  const auto box = *Mailbox::make(8);
  std::thread sender([&] {
    for (int i = 0; i < kMessages; ++i) box->put(mail(std::to_string(i)));
  });
  int next = 0;
  while (next < kMessages) {
    const auto taken = box->take(hours(1));
    CHECK(taken.size() <= 8);
    for (const auto& one : taken) CHECK(one.message.data == std::to_string(next++));
  }
  sender.join();
}
