#include "commands/nats-server/process_files.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "core/base/files.h"
#include "core/json/doc.h"

namespace natsop::commands::nats_server {
namespace {

constexpr mode_t kPidMode = 0640;

std::string url(const std::string& scheme, const std::string& host, int port) {
  return host.contains(':') ? fmt::format("{}://[{}]:{}", scheme, host, port)
                            : fmt::format("{}://{}:{}", scheme, host, port);
}

/// The address as text; empty for what is neither IPv4 nor IPv6.
std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address == nullptr) return {};
  if (address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::copy_n(reinterpret_cast<const char*>(address), sizeof in, reinterpret_cast<char*>(&in));
    ::inet_ntop(AF_INET, &in.sin_addr, text.data(), text.size());
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::copy_n(reinterpret_cast<const char*>(address), sizeof in, reinterpret_cast<char*>(&in));
    ::inet_ntop(AF_INET6, &in.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

std::vector<std::string> machine_addresses() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, ::freeifaddrs);
  std::vector<std::string> out;
  for (const auto* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if ((entry->ifa_flags & IFF_UP) == 0) continue;
    auto address = address_text(entry->ifa_addr);
    if (!address.empty()) out.push_back(std::move(address));
  }
  return out;
}

}  // namespace

ProcessFile::ProcessFile(ProcessFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), content_(std::move(other.content_)) {}

ProcessFile& ProcessFile::operator=(ProcessFile&& other) noexcept {
  if (this == &other) return *this;
  remove();
  path_ = std::exchange(other.path_, {});
  content_ = std::move(other.content_);
  return *this;
}

ProcessFile::~ProcessFile() { remove(); }

void ProcessFile::remove() {
  if (path_.empty()) return;
  const auto now = read_file(path_);
  if (now && *now == content_) (void)remove_file(path_);
  path_.clear();
}

Result<ProcessFile> ProcessFile::write(std::filesystem::path path, std::string content,
                                       mode_t mode) {
  NATSOP_CHECK(write_file_atomic(path, content, mode));
  ProcessFile out;
  out.path_ = std::move(path);
  out.content_ = std::move(content);
  return out;
}

Result<ProcessFile> write_pid_file(const std::filesystem::path& path, pid_t pid) {
  return ProcessFile::write(path, std::to_string(pid), kPidMode);
}

Result<ProcessFile> write_ports_file(const std::filesystem::path& dir, pid_t pid,
                                     const Ports& ports) {
  auto doc = json::Doc::object();
  const auto put = [&](std::string_view key, const std::vector<std::string>& urls) {
    if (!urls.empty()) doc.put(key, urls);
  };
  put("nats", ports.nats);
  put("monitoring", ports.monitoring);
  put("cluster", ports.cluster);
  put("websocket", ports.websocket);
  put("leafnodes", ports.leafnodes);
  return ProcessFile::write(dir / fmt::format("nats-server_{}.ports", pid), doc.dump(),
                            kPublicFile);
}

std::vector<std::string> urls_of(const std::string& scheme, const std::string& host, int port) {
  const bool any4 = host == "0.0.0.0" || host.empty();
  const bool any = any4 || host == "::" || host == "[::]";
  if (!any) return {url(scheme, host, port)};
  std::vector<std::string> out;
  for (const auto& address : machine_addresses()) {
    // A listener at 0.0.0.0 does not hear IPv6.
    if (any4 && address.contains(':')) continue;
    out.push_back(url(scheme, address, port));
  }
  return out;
}

}  // namespace natsop::commands::nats_server
