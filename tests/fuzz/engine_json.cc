// CONNECT and INFO: whatever a peer says is read or refused, and what INFO says of it is JSON.
#include "core/engine/protocol/connect_options.h"
#include "core/engine/protocol/headers.h"
#include "core/engine/protocol/server_info.h"
#include "core/json/doc.h"
#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {

void one(std::string_view input) {
  const auto options = engine::ConnectOptions::parse(input);
  if (options) {
    engine::ServerInfo server;
    server.server_name = options->name;
    server.connect_urls = {options->user, options->lang};
    const std::string line = engine::info_line(
        server,
        {.client_ip = options->version, .connect_info = true, .remote_account = options->account});
    require(line.starts_with("INFO {") && line.ends_with("} \r\n"), "an INFO line");
    require(line.find('\n') == line.size() - 1, "an INFO of one line");
    const auto doc = json::Doc::parse(std::string_view(line).substr(5));
    require(doc.has_value(), "INFO is JSON");
    require(doc->text_at("/server_name") == options->name, "INFO keeps texts");
  }
  if (input.starts_with(engine::headers::kVersion) && input.ends_with("\r\n\r\n")) {
    const std::string with = engine::headers::with(input, "K", "v");
    require(engine::headers::get(with, "K") == "v", "a header that was set is there");
  }
  require(!engine::headers::get(engine::headers::without(input, "K"), "K"),
          "a header that was removed is not");
}

}  // namespace natsop::fuzz
