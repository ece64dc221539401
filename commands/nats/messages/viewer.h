#pragma once
#include <cstdint>
#include <string>

#include "cli/context.h"
#include "commands/nats/messages/document.h"
#include "commands/nats/messages/feed.h"
#include "core/json/doc.h"

namespace natsop::commands::nats::messages {

/// How `nats subscribe` shows messages, as its flags say.
struct Look {
  bool raw = false;            ///< bodies alone
  bool headers_only = false;   ///< no bodies
  bool subjects_only = false;  ///< the first line alone
  bool timestamp = false;
  bool delta_time = false;
  bool direct = false;      ///< messages come by direct gets
  std::string translate{};  ///< a command that bodies are piped through
  std::string dump{};       ///< a folder for a file each, or "-" for JSON ended by NULs on stdout
};

/// Shows messages, one at a time. What is printed is not flushed.
class Viewer {
 public:
  /// The times of --delta-time count from this moment.
  Viewer(Look look, cli::Context& ctx)
      : look_(std::move(look)), ctx_(ctx), printer_(ctx), begin_(ctx.clock().steady()) {}

  /// Shows the number-th message (from 1), and the reply that came to it, if one is given.
  [[nodiscard]] Result<void> show(const Item& item, std::uint64_t number,
                                  const jetstream::Message* reply = nullptr);

 private:
  [[nodiscard]] std::string time_mark(const Item& item) const;
  [[nodiscard]] std::string heading(const Item& item, std::uint64_t number) const;
  [[nodiscard]] Result<void> block(const std::string& heading, const jetstream::Message& message);
  [[nodiscard]] Result<json::Doc> document(const jetstream::Message& message) const;
  [[nodiscard]] Result<void> print(const Item& item, const jetstream::Message* reply);
  [[nodiscard]] Result<void> dump(const Item& item, std::uint64_t number,
                                  const jetstream::Message* reply);
  [[nodiscard]] Result<void> dump_one(const jetstream::Message& message, const std::string& name);

  Look look_;
  cli::Context& ctx_;
  DocumentPrinter printer_;
  SteadyTime begin_;
};

/// A message as --dump writes it: Subject, Reply, Header, Data (base64), Sub.
[[nodiscard]] json::Doc dumped(const jetstream::Message& message);

}  // namespace natsop::commands::nats::messages
