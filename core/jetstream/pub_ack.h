#pragma once
#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// A stream's answer to a publish.
struct PubAck {
  std::string stream{};
  std::uint64_t seq = 0;
  std::string domain{};
  bool duplicate = false;  ///< the message id was seen before; nothing was stored
  std::string val{};       ///< a counter's new value
  std::string batch{};
  std::uint64_t count = 0;  ///< messages in the batch
  json::Doc extra{};

  [[nodiscard]] static Result<PubAck> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PubAck&, const PubAck&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
