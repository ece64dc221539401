#pragma once
#include "core/identity/account_server.h"

namespace natsop::commands::nsc {

/// Talks HTTP with account servers. A value without state.
class Web final : public identity::HttpRequester {
 public:
  [[nodiscard]] Result<identity::HttpResponse> get(const std::string& url) override;
  [[nodiscard]] Result<identity::HttpResponse> post(const std::string& url,
                                                    std::string_view content_type,
                                                    std::string_view body) override;
};

/// The text behind a URL, or of a file by its absolute path. Errors name neither: add during().
[[nodiscard]] Result<std::string> read_url_or_file(const std::string& url_or_path);

}  // namespace natsop::commands::nsc
