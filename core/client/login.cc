#include "core/client/login.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/files.h"
#include "core/identity/creds.h"

namespace natsop::client {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

Result<std::string> read_file_of(const std::filesystem::path& path) {
  auto text = read_file(path);
  if (text) return *std::move(text);
  return std::move(text)
      .error()
      .hint("check the path given with --creds or in the context")
      .during("reading the credentials file");
}

}  // namespace

Result<void> LoginKeeper::read_creds(std::string text) {
  auto creds = identity::parse_creds(text);
  identity::wipe(text);
  if (!creds) {
    Error error = std::move(creds).error();
    if (file_) error.during(fmt::format("reading the credentials file {}", file_->string()));
    return error;
  }
  jwt_ = std::move(creds->token);
  key_ = std::move(creds->key);
  has_token_ = true;
  return {};
}

Result<LoginKeeper> LoginKeeper::make(const context::Login& login) {
  LoginKeeper keeper;
  if (const auto* file = std::get_if<context::CredsFile>(&login)) {
    keeper.file_ = file->path;
    NATSOP_TRY(std::string text, read_file_of(file->path));
    NATSOP_CHECK(keeper.read_creds(std::move(text)));
  } else if (const auto* creds = std::get_if<context::CredsText>(&login)) {
    NATSOP_CHECK(keeper.read_creds(creds->text));
  } else if (const auto* nkey = std::get_if<context::NkeySeed>(&login)) {
    auto key = identity::parse_decorated_key(nkey->text);
    if (!key) return std::move(key).error().during("reading the nkey");
    keeper.key_ = *std::move(key);
  } else if (const auto* both = std::get_if<context::JwtAndSeed>(&login)) {
    keeper.jwt_ = identity::parse_decorated_jwt(both->jwt);
    auto key = identity::parse_decorated_key(both->seed);
    if (!key) return std::move(key).error().during("reading the user seed");
    keeper.key_ = *std::move(key);
    keeper.has_token_ = true;
  } else if (const auto* bearer = std::get_if<context::BearerJwt>(&login)) {
    keeper.jwt_ = trimmed(identity::parse_decorated_jwt(bearer->jwt));
    keeper.has_token_ = true;
  }
  return keeper;
}

Result<std::string> LoginKeeper::token() {
  if (file_) {
    NATSOP_TRY(std::string text, read_file_of(*file_));
    NATSOP_CHECK(read_creds(std::move(text)));
  }
  return jwt_;
}

Result<std::string> LoginKeeper::sign(std::string_view nonce) {
  another_nonce_ = false;
  if (!key_) return std::string();
  NATSOP_TRY(const identity::Signature signature, key_->sign(nonce));
  another_nonce_ = signature.front() == 0;
  if (another_nonce_) {
    return Error(Code::Failed, "the client library cannot send this nonce's signature");
  }
  return std::string(signature.begin(), signature.end());
}

std::string LoginKeeper::public_key() const { return key_ ? key_->public_text() : std::string(); }

}  // namespace natsop::client
