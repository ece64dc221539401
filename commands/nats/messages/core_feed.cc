#include "commands/nats/messages/feed.h"

namespace natsop::commands::nats::messages {
namespace {

std::vector<Item> items(std::vector<client::Mailbox::Mail> mails) {
  std::vector<Item> out;
  out.reserve(mails.size());
  for (auto& mail : mails) out.push_back({std::move(mail.message), mail.from});
  return out;
}

class CoreFeed final : public Feed {
 public:
  CoreFeed(cli::Context& ctx, client::Connection& connection,
           std::unique_ptr<client::Mailbox> mailbox)
      : ctx_(ctx), connection_(connection), mailbox_(std::move(mailbox)) {}

  Result<std::vector<Item>> next(std::chrono::nanoseconds timeout) override {
    return items(mailbox_->take(timeout, ctx_.interrupt().fd()));
  }

  std::vector<Item> close() override {
    if (!connection_.connected()) return items(mailbox_->take({}));
    if (auto drained = mailbox_->drain(connection_.settings().timeout); !drained)
      ctx_.log(drained.error().one_line());
    return items(mailbox_->take({}));
  }

 private:
  cli::Context& ctx_;
  client::Connection& connection_;
  std::unique_ptr<client::Mailbox> mailbox_;
};

}  // namespace

Result<std::unique_ptr<Feed>> open_core_feed(const CoreInterest& interest, cli::Context& ctx) {
  NATSOP_TRY(auto* const connection, ctx.connection());
  NATSOP_TRY(auto mailbox, client::Mailbox::make());
  for (std::size_t i = 0; i < interest.subjects.size(); ++i) {
    NATSOP_CHECK(
        mailbox->subscribe(*connection, interest.subjects[i], interest.queue, i, interest.at_most));
  }
  NATSOP_CHECK(connection->flush());
  return std::make_unique<CoreFeed>(ctx, *connection, std::move(mailbox));
}

}  // namespace natsop::commands::nats::messages
