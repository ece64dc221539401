#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/accounts/permissions.h"

namespace natsop::engine {

enum class ResponseType : std::uint8_t { Single, Stream, Chunked };

/// What an account offers to others: config `exports`, or a JWT's.
struct ExportRule {
  bool service = false;  ///< otherwise a stream
  std::string subject{};
  std::optional<std::vector<std::string>> accounts{};  ///< who may import; nothing: everyone
  bool token_required = false;  ///< operator mode's private export: imports need an activation
  ResponseType response = ResponseType::Single;
  std::chrono::nanoseconds response_threshold{0};  ///< 0: 2 min
  std::uint32_t account_token_position = 0;  ///< from 1: this token is the importer's name; 0: none
  struct Latency {
    int sampling = 100;  ///< percent; 0: by header
    std::string subject{};
    friend bool operator==(const Latency&, const Latency&) = default;
  };
  std::optional<Latency> latency{};
  bool allow_trace = false;
  friend bool operator==(const ExportRule&, const ExportRule&) = default;
};

/// What an account takes from another: config `imports`, or a JWT's.
struct ImportRule {
  bool service = false;
  std::string account{};  ///< exporting
  std::string subject{};  ///< the exporter's
  std::string to{};       ///< the local one; empty: the same
  std::string prefix{};   ///< streams: in front of the subject; empty: none
  bool share = false;
  bool allow_trace = false;

  /// What came of the activation token that the rule carries, if any; see Imports::set_activation.
  enum class Activation : std::uint8_t { None, Valid, Invalid };
  Activation activation = Activation::None;
  std::string activation_fault{};  ///< why it is invalid

  friend bool operator==(const ImportRule&, const ImportRule&) = default;
};

/// A subject that is renamed on its way in.
struct MappingRule {
  struct Destination {
    std::string subject{};
    int weight = 100;
    std::string cluster{};
    friend bool operator==(const Destination&, const Destination&) = default;
  };
  std::string source{};
  std::vector<Destination> destinations{};
  friend bool operator==(const MappingRule&, const MappingRule&) = default;
};

/// -1 means no limit.
struct AccountLimits {
  std::int64_t connections = -1;
  std::int64_t leafnodes = -1;
  std::int64_t subscriptions = -1;
  std::int64_t payload = -1;
  friend bool operator==(const AccountLimits&, const AccountLimits&) = default;
};

/// All that is configured of an account, from the file or its JWT.
struct AccountRules {
  std::string display_name{};  ///< empty: the account's name
  std::vector<ExportRule> exports{};
  std::vector<ImportRule> imports{};
  std::vector<MappingRule> mappings{};
  AccountLimits limits{};
  std::optional<PermissionRules> default_permissions{};
  friend bool operator==(const AccountRules&, const AccountRules&) = default;
};

/// A rule that has no effect, and why.
struct Problem {
  enum class Kind : std::uint8_t {
    BadSubject,      ///< a subject, prefix or mapping that makes no sense
    UnknownAccount,  ///< the exporter is not there
    NotExported,     ///< it exports nothing that covers the subject
    NotAuthorised,   ///< not to this account, or not with this token
    Cycle,
    Duplicate,  ///< another rule says the same, or claims the same subject
  };
  Kind kind = Kind::BadSubject;
  std::string account{};  ///< whose rule it is
  std::string rule{};     ///< for people: `service import "q.>" from "B"`
  std::string reason{};   ///< "import forms a cycle"

  /// `account "A": service import "q.>" from "B": import forms a cycle`.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const Problem&, const Problem&) = default;
};

}  // namespace natsop::engine
