#include "core/engine/system/system_sink.h"

#include <fmt/format.h>

#include "core/engine/loop/loop.h"
#include "core/engine/protocol/headers.h"

namespace natsop::engine {

struct SystemSink::Service final : public Subscription, public Disposable {
  Handler handler;
};

SystemSink::SystemSink(Account& account, Loop& loop)
    : Sink(Party::System), account_(account), loop_(loop) {}

SystemSink::~SystemSink() {
  for (auto& service : services_) {
    account_.unsubscribe(*service);
    loop_.dispose(std::move(service));
  }
}

void SystemSink::subscribe(std::string subject, Handler handler) {
  auto service = std::make_unique<Service>();
  service->sink = this;
  service->subject = std::move(subject);
  service->sid = fmt::format("{}", services_.size() + 1);
  service->handler = std::move(handler);
  account_.subscribe(*service);
  services_.push_back(std::move(service));
}

void SystemSink::publish(Account& account, std::string_view subject, std::string_view payload) {
  account.publish({.sink = this, .party = Party::System},
                  {.subject = subject, .reply = {}, .body = payload});
}

void SystemSink::publish(std::string_view subject, std::string_view key, std::string_view value,
                         std::string_view payload) {
  std::string body = headers::with({}, key, value);
  const std::size_t header_size = body.size();
  body += payload;
  account_.publish({.sink = this, .party = Party::System},
                   {.subject = subject, .reply = {}, .body = body, .header_size = header_size});
}

bool SystemSink::deliver(Subscription& subscription, const Message& message,
                         const Origin& /*origin*/) {
  ++subscription.delivered;
  static_cast<Service&>(subscription).handler(message);
  return true;
}

}  // namespace natsop::engine
