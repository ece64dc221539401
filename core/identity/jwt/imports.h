#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/identity/jwt/exports.h"
#include "core/identity/jwt/validation.h"
#include "core/json/doc.h"

namespace natsop::identity::jwt {

struct Import {
  std::string name{};
  std::string subject{};  ///< as the exporting account knows it; see `to`
  std::string account{};  ///< public key of the exporting account
  std::string token{};    ///< activation, when the export requires one
  /// Deprecated form of local_subject, with the roles of the subjects of services swapped.
  std::string to{};
  /// As the importing account knows it, with $1 ... for the subject's `*`; empty: subject.
  std::string local_subject{};
  ExportType type = ExportType::Unknown;
  bool share = false;
  bool allow_trace = false;

  [[nodiscard]] bool is_service() const { return type == ExportType::Service; }
  [[nodiscard]] bool is_stream() const { return type == ExportType::Stream; }
  friend bool operator==(const Import&, const Import&) = default;
};

/// `importer` is the public key of the account that imports.
void validate(const Import& imported, std::string_view importer, ValidationResults& results);
/// Each import, and that no two service imports from one account overlap.
void validate(const std::vector<Import>& imports, std::string_view importer,
              ValidationResults& results);

[[nodiscard]] json::Doc to_doc(const Import& imported);
[[nodiscard]] Result<Import> read_import(const json::Doc& doc, const std::string& path);

}  // namespace natsop::identity::jwt
