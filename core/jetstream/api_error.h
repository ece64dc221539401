#pragma once
#include <string>

#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// A failure as the JetStream API words it.
struct ApiError {
  int code = 0;      ///< HTTP-like status
  int err_code = 0;  ///< see error_catalogue.h; 0 when there is none
  std::string description{};
  json::Doc extra{};

  [[nodiscard]] static Result<ApiError> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  /// "stream not found (10059)", as natscli prints it.
  [[nodiscard]] std::string text() const;
  /// The Error for it: Code by err_code and status, text() as the message, api_code set, and a hint
  /// where there is one.
  [[nodiscard]] Error to_error() const;
  friend bool operator==(const ApiError&, const ApiError&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
