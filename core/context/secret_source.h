#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/context/context.h"

namespace natsop::context {

/// What an `nsc://Operator/Account/User` reference stands for.
struct NscProfile {
  std::string creds = {};                  ///< the text of the user's credentials file
  std::vector<std::string> services = {};  ///< the operator's server URLs; may be empty
};

/// The outside world of secret references. Every member is called on the caller's thread.
struct SecretAccess {
  Environment environment = {};
  /// A file's content. Empty: natsop::read_file.
  std::function<Result<std::string>(const std::filesystem::path& path)> read_file = {};
  /// Runs a program found in PATH and returns its standard output; a missing program or an exit
  /// status other than 0 is an error. Empty: op:// (and nsc:// without `nsc`) is Unsupported.
  std::function<Result<std::string>(const std::vector<std::string>& argv)> run = {};
  /// Looks a reference up in the local nsc store. Empty: `nsc generate profile` is run instead.
  std::function<Result<NscProfile>(const std::string& reference)> nsc = {};
};

/// Where a value of a context comes from.
enum class SecretKind {
  Bare,         ///< no reference: a path for creds and nkey, the text itself elsewhere
  File,         ///< file://path
  OnePassword,  ///< op://vault/item/field
  Nsc,          ///< nsc://Operator/Account/User
  Variable,     ///< env://NAME
  Data,         ///< data:[type];base64,...
  Other,        ///< scheme://... of a scheme that is none of these
};

/// The kind of a value; schemes are compared without case and have at least two letters, so that
/// `C:\x` is bare.
[[nodiscard]] SecretKind secret_kind(std::string_view value);

/// Turns the secret references of contexts and flags into the secrets (natscli's resolvers).
///
/// The results are secrets: never log them. Errors name the field and the reference, never the
/// secret; references of kind Data count as secrets.
class SecretSource {
 public:
  explicit SecretSource(SecretAccess access);

  /// For password, token, user_jwt, user_seed: a bare value and one of an unknown scheme is the
  /// secret itself. Line ends at the end are cut off what a reference yields.
  [[nodiscard]] Result<std::string> text(std::string_view field, const std::string& value) const;

  /// For creds and nkey: a bare value is a path. Unknown schemes are Invalid.
  [[nodiscard]] Result<std::string> content(std::string_view field, const std::string& value) const;

  /// Operator, account and user behind an nsc:// reference.
  [[nodiscard]] Result<NscProfile> nsc(const std::string& reference) const;

 private:
  [[nodiscard]] Result<std::string> fetch(std::string_view field, const std::string& value,
                                          SecretKind kind) const;

  SecretAccess access_;
};

/// The path in a bare or file:// value, for fields that take nothing else (cert, key, ca). Error:
/// Invalid `ca: scheme "x" not supported (file/bare only)`.
[[nodiscard]] Result<std::filesystem::path> file_of(std::string_view field,
                                                    const std::string& value);

}  // namespace natsop::context
