#pragma once
#include <chrono>
#include <string>

#include "cli/command.h"

namespace natsop::cli {

/// The global flags of the nats and natsop faces (natscli's 27, and --no-input). Empty: not given.
struct NatsGlobals {
  std::string server;
  std::string user;
  std::string password;
  std::string token;
  std::string connection_name;
  std::string creds;
  std::string nkey;
  std::string jwt;
  std::string seed;
  std::string tls_cert;
  std::string tls_key;
  std::string tls_ca;
  bool tls_first = false;
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);
  std::string socks_proxy;
  std::string js_api_prefix;
  std::string js_event_prefix;
  std::string js_domain;
  std::string inbox_prefix;
  std::string colors;
  std::string context;
  bool trace = false;
  bool no_context = false;
  bool no_input = false;  ///< never ask, even on a terminal
  bool help = false;
  bool version = false;
};

/// nsc's root flags. Empty: not given.
struct NscGlobals {
  std::string all_dirs;
  std::string config_dir;
  std::string data_dir;
  std::string keystore_dir;
  std::string private_key;
  bool interactive = false;
  bool no_input = false;
  bool help = false;
  bool version = false;
};

void nats_flags(Command& root, NatsGlobals& globals);
void nsc_flags(Command& root, NscGlobals& globals);

}  // namespace natsop::cli
