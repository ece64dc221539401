#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/context.h"
#include "core/base/result.h"
#include "core/system/fleet.h"

namespace natsop::commands::nats::server {

/// Flags of `server request`, accepted by all requests below it.
struct RequestOptions {
  int limit = 2048;
  int offset = 0;
  std::string name{};
  std::string host{};
  std::string cluster{};
  std::vector<std::string> tags{};
};

/// What all requests for documents take.
struct RequestChoice {
  unsigned wait = 0;  ///< servers that are to answer; 0: whoever does
  std::string archive{};
  std::shared_ptr<const RequestOptions> group{};
};

/// Declares --archive.
void request_flags(cli::Command& c, RequestChoice& choice);

/// Declares the argument [wait].
void wait_argument(cli::Command& c, RequestChoice& choice);

/// Whom to ask. Errors: Usage for a page that cannot be, Unsupported for an archive.
[[nodiscard]] Result<system::Asking> asking(cli::Context& ctx, const RequestChoice& choice);

/// Puts --limit and --offset into the options of an endpoint that answers in pages.
void put_page(const RequestChoice& choice, json::Doc& options);

/// Leaves out answers that it is false of; empty keeps all.
using KeepAnswer = std::function<bool(const system::Answer&)>;

/// Asks the servers at a monitoring endpoint ("CONNZ") and prints what each says, one document a
/// line as they come, or all of them in the format that was asked for. Errors: Timeout when fewer
/// answer than were waited for, those of Fleet::ask.
[[nodiscard]] Result<void> show_answers(cli::Context& ctx, const RequestChoice& choice,
                                        std::string_view endpoint, const json::Doc& options,
                                        const KeepAnswer& keep = {});

void request_accounts(cli::Command& parent);
void request_connections(cli::Command& parent);
void request_gateways(cli::Command& parent);
void request_ipqueue(cli::Command& parent);
void request_jetstream(cli::Command& parent);
void request_jetstream_health(cli::Command& parent);
void request_kick(cli::Command& parent);
void request_leafnodes(cli::Command& parent);
void request_profile(cli::Command& parent);
void request_raft(cli::Command& parent);
void request_routes(cli::Command& parent);
void request_subscriptions(cli::Command& parent);
void request_variables(cli::Command& parent);

}  // namespace natsop::commands::nats::server
