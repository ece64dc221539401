// What resolvers of several servers say to each other: whole stores, and single tokens.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/engine/auth/claims_services.h"
#include "core/text/template.h"

namespace natsop::engine {

namespace {

std::string_view bytes_of(const StoreDigest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

void ClaimsServices::on_pack(const Request& request) {
  if (request.reply.empty()) {
    return;
  }
  services_.resolver.digest([this, alive = alive_, request](const Result<StoreDigest>& mine) {
    if (!*alive) {
      return;
    }
    if (!mine || request.payload == bytes_of(*mine)) {
      return send(request.reply, {}, {});
    }
    services_.resolver.all(
        [this, alive, reply = request.reply](const Result<std::vector<AccountToken>>& tokens) {
          if (!*alive) {
            return;
          }
          if (tokens) {
            for (const auto& [account, token] : *tokens) {
              send(reply, {}, fmt::format("{}|{}", account, token));
            }
          }
          send(reply, {}, {});
        });
  });
}

void ClaimsServices::exchange_later() {
  auto& directory = static_cast<DirectoryResolver&>(services_.resolver);
  exchange_ = services_.loop.after(directory.options().interval, [this] {
    services_.resolver.digest([this, alive = alive_](const Result<StoreDigest>& mine) {
      if (*alive && mine) {
        send("$SYS.REQ.CLAIMS.PACK", pack_inbox_, bytes_of(*mine));
      }
    });
    exchange_later();
  });
}

/// One "<account>|<token>" of another server's store, or its end.
void ClaimsServices::on_pack_reply(const Request& request) {
  const std::size_t bar = request.payload.find('|');
  if (bar == std::string::npos) {
    return;
  }
  const std::string account = request.payload.substr(0, bar);
  const std::string token = request.payload.substr(bar + 1);
  // What is not to be trusted is of no use here, and would keep a good one from being taken.
  if (const auto claims = services_.accounts.verify(account, token); !claims) {
    return services_.log.debug(claims.error().message());
  }
  services_.resolver.save_if_newer(
      account, token, [this, alive = alive_, account, token](const Result<bool>& kept) {
        if (!*alive || !kept || !*kept) {
          return;
        }
        if (const auto applied = services_.accounts.update(account, token); !applied) {
          services_.log.warn(applied.error().message());
        }
      });
}

void ClaimsServices::ask_peers(const std::string& account,
                               AccountResolver::Done<std::string> done) {
  const std::string subject = fmt::format("$SYS.REQ.ACCOUNT.{}.CLAIMS.LOOKUP", account);
  bool anyone = false;
  system_->interest().overlapping(subject, [&](Subscription& subscription) {
    anyone |= subscription.sink->party() == Party::Leaf;
  });
  if (!anyone) {
    return done(Error(Code::NotFound, fmt::format("no token of account {}", account)));
  }
  questions_.push_back(std::make_unique<Question>());
  Question& question = *questions_.back();
  question.account = account;
  question.done = std::move(done);
  const std::string inbox = "_INBOX." + text::new_id(services_.random);
  question.inbox = &listen(inbox, Service::LookupReply);
  const auto& directory = static_cast<const DirectoryResolver&>(services_.resolver);
  question.timeout = services_.loop.after(directory.options().timeout, [this, &question, account] {
    end_question(question,
                 Error(Code::Timeout, fmt::format("fetching jwt of {} timed out", account)));
  });
  send(subject, inbox, {});
}

/// The first token that is good is taken.
void ClaimsServices::answer_question(Subscription& subscription, const std::string& token) {
  const auto found = std::find_if(questions_.begin(), questions_.end(),
                                  [&](const auto& each) { return each->inbox == &subscription; });
  if (found != questions_.end() && services_.accounts.verify((*found)->account, token)) {
    end_question(**found, token);
  }
}

void ClaimsServices::end_question(Question& question, Result<std::string> outcome) {
  const auto found = std::find_if(questions_.begin(), questions_.end(),
                                  [&](const auto& each) { return each.get() == &question; });
  const std::unique_ptr<Question> ended = std::move(*found);
  questions_.erase(found);
  stop(*ended->inbox);
  ended->done(std::move(outcome));
}

}  // namespace natsop::engine
