#include "tests/unit/core/engine/io/certificates.h"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <fstream>
#include <memory>

namespace natsop::engine {

namespace {

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  REQUIRE(extension);
  REQUIRE(X509_add_ext(certificate, extension.get(), -1) == 1);
}

void add_name(X509_NAME* name, const char* field, const std::string& text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.c_str());
  REQUIRE(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, -1, -1, 0) == 1);
}

long next_serial() {
  static long serial = 0;
  return ++serial;
}

}  // namespace

Certificates::Certificates() {
  std::string name = (std::filesystem::temp_directory_path() / "natsop-tls-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  folder_ = name;
}

Certificates::~Certificates() { std::filesystem::remove_all(folder_); }

std::filesystem::path Certificates::certificate(const std::string& name) const {
  return folder_ / (name + ".pem");
}

std::filesystem::path Certificates::key(const std::string& name) const {
  return folder_ / (name + ".key");
}

void Certificates::make(const Request& request) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate made(X509_new());
  REQUIRE(key);
  X509* certificate = made.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), next_serial());
  X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
  X509_gmtime_adj(X509_getm_notAfter(certificate), request.expired ? -3600 : 86400);
  X509_set_pubkey(certificate, key.get());
  X509_NAME* name = X509_get_subject_name(certificate);
  add_name(name, "O", "natsop");
  add_name(name, "CN", request.common_name);

  Certificate issuer;
  Key issuer_key;
  if (!request.issuer.empty()) {
    const std::unique_ptr<BIO, Free> certificate_file(
        BIO_new_file(this->certificate(request.issuer).c_str(), "r"));
    issuer.reset(PEM_read_bio_X509(certificate_file.get(), nullptr, nullptr, nullptr));
    const std::unique_ptr<BIO, Free> key_file(BIO_new_file(this->key(request.issuer).c_str(), "r"));
    issuer_key.reset(PEM_read_bio_PrivateKey(key_file.get(), nullptr, nullptr, nullptr));
    REQUIRE(issuer);
    REQUIRE(issuer_key);
  }
  X509* by = issuer ? issuer.get() : certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(by));
  if (request.authority) {
    extend(certificate, by, NID_basic_constraints, "critical,CA:TRUE");
  }
  if (!request.alternatives.empty()) {
    extend(certificate, by, NID_subject_alt_name, request.alternatives);
  }
  REQUIRE(X509_sign(certificate, issuer_key ? issuer_key.get() : key.get(), EVP_sha256()) > 0);

  const std::unique_ptr<BIO, Free> certificate_file(
      BIO_new_file(this->certificate(request.name).c_str(), "w"));
  REQUIRE(PEM_write_bio_X509(certificate_file.get(), certificate) == 1);
  const std::unique_ptr<BIO, Free> key_file(BIO_new_file(this->key(request.name).c_str(), "w"));
  REQUIRE(PEM_write_bio_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                   nullptr) == 1);
}

}  // namespace natsop::engine
