#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace natsop::commands::nats_server {

/// A file that says something of the running process; removed with its owner, unless another
/// process has put its own there since. Move-only.
class ProcessFile {
 public:
  ProcessFile() = default;  ///< none
  ProcessFile(ProcessFile&& other) noexcept;
  ProcessFile& operator=(ProcessFile&& other) noexcept;
  ProcessFile(const ProcessFile&) = delete;
  ProcessFile& operator=(const ProcessFile&) = delete;
  ~ProcessFile();

  [[nodiscard]] static Result<ProcessFile> write(std::filesystem::path path, std::string content,
                                                 mode_t mode);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  void remove();

  std::filesystem::path path_;
  std::string content_;
};

/// The pid, without an end of line.
[[nodiscard]] Result<ProcessFile> write_pid_file(const std::filesystem::path& path, pid_t pid);

/// Where a server listens: URLs of each kind, empty ones left out of the file.
struct Ports {
  std::vector<std::string> nats{};
  std::vector<std::string> monitoring{};
  std::vector<std::string> cluster{};
  std::vector<std::string> websocket{};
  std::vector<std::string> leafnodes{};
};

/// nats-server_<pid>.ports in the folder: {"nats":["nats://127.0.0.1:4222"],…}. It is there only
/// when it is complete.
[[nodiscard]] Result<ProcessFile> write_ports_file(const std::filesystem::path& dir, pid_t pid,
                                                   const Ports& ports);

/// "nats://127.0.0.1:4222" for a listener; for one that listens everywhere, one for each address of
/// the machine.
[[nodiscard]] std::vector<std::string> urls_of(const std::string& scheme, const std::string& host,
                                               int port);

}  // namespace natsop::commands::nats_server
