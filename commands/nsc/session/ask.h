#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/session/session.h"
#include "core/identity/jwt/account.h"

/// The questions of `-i`, in nsc's words (nsc.md 5.2). Call them before Session::begin: nobody else
/// should wait for a lock while a person thinks. Errors besides those named: Usage without a
/// terminal, Cancelled on Ctrl-C.
namespace natsop::commands::nsc {

/// Which account; without a question when there is only one. `given` is under the cursor at first.
/// NotFound "no accounts defined - add one first".
[[nodiscard]] Result<std::string> ask_account(const Session& session, const std::string& given);

/// Which user of the account; without a question when there is only one. NotFound.
[[nodiscard]] Result<std::string> ask_user(const Session& session, const std::string& account);

/// A text that may not be empty.
[[nodiscard]] Result<std::string> ask_name(const Session& session, const std::string& question,
                                           const std::string& fallback);

/// Any text that `validate` accepts.
[[nodiscard]] Result<std::string> ask_text(const Session& session, const std::string& question,
                                           const std::string& fallback,
                                           render::Validator validate = {});

[[nodiscard]] Result<bool> ask_yes(const Session& session, const std::string& question,
                                   bool fallback);

/// The index of one of several; `current` is under the cursor at first when it is among them.
[[nodiscard]] Result<std::size_t> ask_choice(const Session& session, const std::string& question,
                                             const std::vector<std::string>& options,
                                             const std::string& current = {});

/// "max connections (-1 unlimited)": a limit, in place.
[[nodiscard]] Result<void> ask_limit(const Session& session, const std::string& question,
                                     std::int64_t& value);

/// Start and expiry; what the claims have, if any, is the default.
[[nodiscard]] Result<void> ask_times(const Session& session, TimeOptions& o);
/// Start, expiry and tags of an edit.
[[nodiscard]] Result<void> ask_claim(const Session& session, ClaimOptions& o,
                                     const identity::jwt::ClaimsData& claims);

/// A key that is generated, or given by path or text: empty for generated. `what` is "an account".
[[nodiscard]] Result<std::string> ask_key(const Session& session, const std::string& what,
                                          identity::KeyKind kind, const std::string& given);

/// Signing keys to add ("add a signing key"), as --sk takes them, appended to `values`.
[[nodiscard]] Result<void> ask_signing_keys(const Session& session, List& values,
                                            identity::KeyKind kind);

/// The key that signs: a choice when several are stored or one is not. Otherwise, and when -K was
/// given, as Session::signer. Returns what SignerRequest::value takes; empty: no choice was needed.
[[nodiscard]] Result<std::string> ask_signer(
    const Session& session, const identity::SignerRequest& request,
    const std::string& question = "select the key to use for signing");

/// Validators for ask_text.
[[nodiscard]] Result<void> valid_subject(const std::string& text);
[[nodiscard]] Result<void> valid_url_or_empty(const std::string& text);
[[nodiscard]] Result<void> valid_description(const std::string& text);

/// How exports and imports are shown in choices (nsc.md 5.3).
[[nodiscard]] std::string export_label(const std::string& account,
                                       const identity::jwt::Export& exported);
[[nodiscard]] std::string import_label(const std::string& account,
                                       const identity::jwt::Import& imported);

}  // namespace natsop::commands::nsc
