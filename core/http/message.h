#pragma once
#include <string>
#include <string_view>

#include "core/http/fetch.h"
#include "core/http/url.h"

namespace natsop::http {

/// An answer with the one header that matters besides its framing.
struct Answer {
  Response response;
  std::string location;  ///< where a redirect leads; empty: none
};

/// The bytes of a request; the connection is closed after the answer.
[[nodiscard]] std::string write_request(const Request& request, const Url& url);

/// Reads a whole answer, up to the end of the connection: framed by Content-Length, chunks, or that
/// end. Invalid when it is malformed or cut short.
[[nodiscard]] Result<Answer> read_answer(std::string_view bytes);

}  // namespace natsop::http
