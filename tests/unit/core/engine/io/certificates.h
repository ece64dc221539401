#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace natsop::engine {

/// Makes certificates for a test, in a folder of its own that goes with it.
class Certificates {
 public:
  Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;
  ~Certificates();

  struct Request {
    std::string name;          ///< of the files: NAME.pem, NAME.key
    std::string issuer;        ///< name of an earlier one; empty: by itself
    std::string common_name;   ///< in O=natsop, CN=…
    std::string alternatives;  ///< as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1"
    bool authority = false;
    bool expired = false;
  };
  void make(const Request& request);

  [[nodiscard]] std::filesystem::path certificate(const std::string& name) const;
  [[nodiscard]] std::filesystem::path key(const std::string& name) const;
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace natsop::engine
