#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// What an account may use; -1 means no limit.
struct AccountLimits {
  std::int64_t max_memory = 0;
  std::int64_t max_storage = 0;
  std::int64_t max_streams = 0;
  std::int64_t max_consumers = 0;
  std::int64_t max_ack_pending = 0;
  std::int64_t memory_max_stream_bytes = 0;
  std::int64_t storage_max_stream_bytes = 0;
  bool max_bytes_required = false;
  json::Doc extra{};

  [[nodiscard]] static Result<AccountLimits> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const AccountLimits&, const AccountLimits&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// The API level a server speaks and how often it was asked.
struct ApiStats {
  std::int64_t level = 0;  ///< 0 before 2.11
  std::uint64_t total = 0;
  std::uint64_t errors = 0;
  std::uint64_t inflight = 0;
  json::Doc extra{};

  [[nodiscard]] static Result<ApiStats> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ApiStats&, const ApiStats&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// Use and limits at one number of replicas ("R1", "R3").
struct AccountTier {
  std::uint64_t memory = 0;
  std::uint64_t storage = 0;
  std::uint64_t reserved_memory = 0;
  std::uint64_t reserved_storage = 0;
  std::int64_t streams = 0;
  std::int64_t consumers = 0;
  AccountLimits limits{};
  json::Doc extra{};

  [[nodiscard]] static Result<AccountTier> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const AccountTier&, const AccountTier&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// What an account uses of JetStream; with tiers, the sums of all tiers and no limits of its own.
struct AccountInfo {
  std::uint64_t memory = 0;
  std::uint64_t storage = 0;
  std::uint64_t reserved_memory = 0;
  std::uint64_t reserved_storage = 0;
  std::int64_t streams = 0;
  std::int64_t consumers = 0;
  AccountLimits limits{};
  std::string domain{};
  ApiStats api{};
  std::map<std::string, AccountTier> tiers{};
  json::Doc extra{};

  [[nodiscard]] static Result<AccountInfo> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const AccountInfo&, const AccountInfo&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
