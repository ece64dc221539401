#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "core/identity/jwt/account.h"
#include "core/identity/jwt/activation.h"
#include "core/identity/jwt/authorization_request.h"
#include "core/identity/jwt/authorization_response.h"
#include "core/identity/jwt/generic.h"
#include "core/identity/jwt/operator.h"
#include "core/identity/jwt/user.h"

namespace natsop::identity::jwt {

/// The longest token that is read, in bytes.
inline constexpr std::size_t kTokenSizeMax = std::size_t{1} << 20U;

using AnyClaims =
    std::variant<OperatorClaims, AccountClaims, UserClaims, ActivationClaims,
                 AuthorizationRequestClaims, AuthorizationResponseClaims, GenericClaims>;

[[nodiscard]] ClaimType type_of(const AnyClaims& claims);
[[nodiscard]] const ClaimsData& data_of(const AnyClaims& claims);
[[nodiscard]] ClaimsData& data_of(AnyClaims& claims);

/// Signs claims and returns the token (docs/formats/jwt.md). Fills in issuer, issued_at, id and
/// version, and sorts exports and imports by subject, so that `claims` afterwards equals what
/// decoding the token yields. The bytes are those the Go library writes for the same claims, key
/// and second.
///
/// Errors (Invalid): "subject is not set", "expected subject to be ...", "unable to validate
/// expected prefixes - [...]" when the key may not issue such claims; those of KeyPair::sign.
[[nodiscard]] Result<std::string> encode(OperatorClaims& claims, const KeyPair& signer, Time now);
[[nodiscard]] Result<std::string> encode(AccountClaims& claims, const KeyPair& signer, Time now);
[[nodiscard]] Result<std::string> encode(UserClaims& claims, const KeyPair& signer, Time now);
[[nodiscard]] Result<std::string> encode(ActivationClaims& claims, const KeyPair& signer, Time now);
[[nodiscard]] Result<std::string> encode(AuthorizationRequestClaims& claims, const KeyPair& signer,
                                         Time now);
[[nodiscard]] Result<std::string> encode(AuthorizationResponseClaims& claims, const KeyPair& signer,
                                         Time now);
[[nodiscard]] Result<std::string> encode(GenericClaims& claims, const KeyPair& signer, Time now);
[[nodiscard]] Result<std::string> encode(AnyClaims& claims, const KeyPair& signer, Time now);

/// Invalid "unable to validate expected prefixes - [account operator]" when keys of a kind may not
/// issue such claims.
[[nodiscard]] Result<void> check_issuer(KeyKind kind, ClaimType type);

/// Reads a token of any kind: checks its header, signature and that its issuer may issue such
/// claims, not its times. Versions 1 and 2 are read; version 1 is migrated. Never trusts its input:
/// any bytes give claims or an error (Invalid; Denied for signatures; Unsupported for kinds and
/// versions), and no error holds more than a few of them.
[[nodiscard]] Result<AnyClaims> decode(std::string_view token);

/// As decode; another kind is Invalid ("not account claim").
[[nodiscard]] Result<OperatorClaims> decode_operator(std::string_view token);
[[nodiscard]] Result<AccountClaims> decode_account(std::string_view token);
[[nodiscard]] Result<UserClaims> decode_user(std::string_view token);
[[nodiscard]] Result<ActivationClaims> decode_activation(std::string_view token);
[[nodiscard]] Result<AuthorizationRequestClaims> decode_authorization_request(
    std::string_view token);
[[nodiscard]] Result<AuthorizationResponseClaims> decode_authorization_response(
    std::string_view token);
/// Reads a token of whatever kind as generic claims, as account servers read requests.
[[nodiscard]] Result<GenericClaims> decode_generic(std::string_view token);

/// The payload of a token as it stands, unverified: for showing tokens only. Invalid.
[[nodiscard]] Result<json::Doc> peek_payload(std::string_view token);
/// The header of a token as it stands, unverified: for showing tokens only. Invalid.
[[nodiscard]] Result<json::Doc> peek_header(std::string_view token);

/// The JSON of claims, as encode() would write it for the present issuer, issued_at and id.
[[nodiscard]] json::Doc to_doc(const AnyClaims& claims);

/// The checks of the claims' own kind (validate in their header).
void validate(AnyClaims& claims, Time now, ValidationResults& results);

}  // namespace natsop::identity::jwt
