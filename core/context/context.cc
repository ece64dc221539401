#include "core/context/context.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/json/reader.h"

namespace natsop::context {
namespace {

struct TextField {
  const char* key;
  std::string Context::* member;
};

// The file's keys in the order in which natscli writes them; tls_first comes between the two.
constexpr std::array<TextField, 19> kBeforeTlsFirst = {{
    {"description", &Context::description},
    {"url", &Context::url},
    {"socks_proxy", &Context::socks_proxy},
    {"token", &Context::token},
    {"user", &Context::user},
    {"password", &Context::password},
    {"creds", &Context::creds},
    {"nkey", &Context::nkey},
    {"cert", &Context::cert},
    {"key", &Context::key},
    {"ca", &Context::ca},
    {"nsc", &Context::nsc},
    {"jetstream_domain", &Context::jetstream_domain},
    {"jetstream_api_prefix", &Context::jetstream_api_prefix},
    {"jetstream_event_prefix", &Context::jetstream_event_prefix},
    {"inbox_prefix", &Context::inbox_prefix},
    {"user_jwt", &Context::user_jwt},
    {"user_seed", &Context::user_seed},
    {"color_scheme", &Context::color_scheme},
}};
constexpr std::array<TextField, 3> kAfterTlsFirst = {{
    {"windows_cert_store", &Context::windows_cert_store},
    {"windows_cert_match_by", &Context::windows_cert_match_by},
    {"windows_cert_match", &Context::windows_cert_match},
}};
constexpr const char* kTlsFirst = "tls_first";
constexpr const char* kWindowsCaMatch = "windows_ca_certs_match";

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

json::Doc members_of(const Context& context) {
  json::Doc doc = json::Doc::object();
  if (!context.name.empty()) doc.put("name", context.name);
  for (const auto& [key, member] : kBeforeTlsFirst) doc.put(key, context.*member);
  doc.put(kTlsFirst, context.tls_first);
  for (const auto& [key, member] : kAfterTlsFirst) doc.put(key, context.*member);
  doc.put(kWindowsCaMatch, context.windows_ca_certs_match
                               ? json::Doc(*context.windows_ca_certs_match)
                               : json::Doc());
  for (const auto& [key, value] : context.unknown) doc.put(key, value);
  return doc;
}

/// The variable that starts behind the "$" at `at`, and where the text goes on after it. An empty
/// name is no variable, and its "$" stays.
std::pair<std::string, std::size_t> variable_at(std::string_view text, std::size_t at) {
  std::size_t begin = at + 1;
  if (begin < text.size() && text[begin] == '{') {
    const std::size_t end = text.find('}', begin);
    if (end == std::string_view::npos) return {{}, begin};
    return {std::string(text.substr(begin + 1, end - begin - 1)), end + 1};
  }
  std::size_t end = begin;
  while (end < text.size() && is_name_char(text[end])) ++end;
  return {std::string(text.substr(begin, end - begin)), end};
}

}  // namespace

Result<Context> parse_context(std::string_view text, const std::filesystem::path& file) {
  const std::string doing = fmt::format("reading the context file {}", file.string());
  auto parsed = json::Doc::parse(text);
  if (!parsed) return std::move(parsed).error().during(doing);
  if (!parsed->is_object()) return Error(Code::Invalid, "expected a JSON object").during(doing);

  Context context;
  context.name = file.stem().string();
  context.file = file;
  json::Reader reader(*parsed, {});
  for (const char* key : {"token", "password", "user_jwt", "user_seed"}) {
    // Checked here because the reader's message would show the value.
    const json::Doc value = parsed->member(key);
    if (!value.is_null() && !value.is_text()) reader.fail(key, "expected a text");
  }
  for (const auto& [key, member] : kBeforeTlsFirst) reader.read(key, context.*member);
  reader.read(kTlsFirst, context.tls_first);
  for (const auto& [key, member] : kAfterTlsFirst) reader.read(key, context.*member);
  reader.read(kWindowsCaMatch, context.windows_ca_certs_match);
  std::string stored_name;  // natscli ignores what a file says about its own name
  reader.read("name", stored_name);
  if (auto done = reader.done(); !done) return std::move(done).error().during(doing);
  context.unknown = reader.unknown().members();
  return context;
}

std::string format_context(const Context& context) {
  Context nameless = context;
  nameless.name.clear();
  return members_of(nameless).dump_go(2);
}

json::Doc to_doc(const Context& context) { return members_of(context); }

std::string expand_path(std::string_view text, const Environment& environment) {
  std::string out;
  std::size_t at = 0;
  if (text == "~" || text.starts_with("~/")) {
    out = environment("HOME").value_or("~");
    at = 1;
  }
  while (at < text.size()) {
    if (text[at] != '$') {
      out += text[at++];
      continue;
    }
    const auto [name, next] = variable_at(text, at);
    if (name.empty()) {
      out += text.substr(at, next - at);
    } else {
      out += environment(name).value_or(std::string{});
    }
    at = next;
  }
  return out;
}

Context expanded(Context context, const Environment& environment) {
  for (auto member :
       {&Context::creds, &Context::nkey, &Context::cert, &Context::key, &Context::ca}) {
    context.*member = expand_path(context.*member, environment);
  }
  return context;
}

Result<void> validate(const Context& context) {
  std::vector<std::string> kinds;
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, const std::string*>>{
           {"user", &context.user},
           {"creds", &context.creds},
           {"nkey", &context.nkey},
           {"nsc", &context.nsc},
           {"user_jwt", &context.user_jwt}}) {
    // `nsc generate context` writes both the reference to a user and that user's file.
    const bool of_nsc = value == &context.nsc && !context.creds.empty();
    if (!value->empty() && !of_nsc) kinds.emplace_back(name);
  }
  if (kinds.size() > 1) {
    return Error(Code::Invalid,
                 fmt::format("too many types of credentials: {}", fmt::join(kinds, ", ")))
        .hint("choose only one of user, creds, nkey, nsc and user_jwt");
  }
  if (!context.color_scheme.empty() &&
      std::ranges::find(color_schemes(), context.color_scheme) == color_schemes().end()) {
    return Error(Code::Invalid, fmt::format("unknown colour scheme \"{}\"", context.color_scheme))
        .hint(fmt::format("one of {}", fmt::join(color_schemes(), ", ")));
  }
  if (!context.windows_cert_store.empty() && context.windows_cert_match.empty()) {
    return Error(Code::Invalid, "a Windows certificate store needs a matcher")
        .hint("set windows_cert_match");
  }
  return {};
}

Result<void> validate_name(std::string_view name) {
  if (name.empty()) return Error(Code::Invalid, "a context needs a name");
  if (name.find("..") != std::string_view::npos || name.find('/') != std::string_view::npos ||
      name.find('\\') != std::string_view::npos || name.find('\0') != std::string_view::npos) {
    return Error(Code::Invalid, fmt::format("invalid context name \"{}\"", name))
        .hint("a name may not contain \"..\", \"/\" or \"\\\"");
  }
  return {};
}

const std::vector<std::string>& color_schemes() {
  static const std::vector<std::string> kSchemes = {"blue",    "cyan", "double",  "green",
                                                    "magenta", "red",  "rounded", "yellow"};
  return kSchemes;
}

}  // namespace natsop::context
