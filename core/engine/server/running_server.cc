#include "core/engine/server/running_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "core/engine/options/advertise.h"
#include "core/engine/server/addresses.h"
#include "core/engine/server/node_id.h"
#include "core/identity/nkey.h"

namespace natsop::engine {

Result<std::unique_ptr<Server>> Server::start(Options options, Services services) {
  NATSOP_TRY(auto key, identity::KeyPair::create(identity::KeyKind::Server, services.random));
  auto server = std::make_unique<RunningServer>(std::move(options), std::move(services),
                                                std::string(key.public_text()));
  NATSOP_CHECK(server->begin());
  return std::unique_ptr<Server>(std::move(server));
}

RunningServer::RunningServer(Options options, Services services, std::string id)
    : options_(std::move(options)),
      services_(std::move(services)),
      log_(services_.log),
      accounts_({.loop = services_.loop, .random = services_.random}),
      meter_(proc_, services_.loop.clock()) {
  info_.server_id = std::move(id);
  info_.server_name = options_.server_name.empty() ? info_.server_id : options_.server_name;
  accounts_.set_node(node_id(info_.server_name));
  facts_.started = services_.loop.clock().now();
  facts_.configured = facts_.started;
}

RunningServer::~RunningServer() { shut_down(); }

Result<void> RunningServer::begin() {
  log_banner();
  NATSOP_TRY(security_, Security::make(options_, {.loop = services_.loop,
                                                  .random = services_.random,
                                                  .accounts = accounts_,
                                                  .log = log_}));
  environment_.emplace(Environment{.loop = services_.loop,
                                   .random = services_.random,
                                   .options = &options_,
                                   .accounts = accounts_,
                                   .authenticator = security_->authenticator(),
                                   .registry = registry_,
                                   .events = nullptr,
                                   .figures = figures_,
                                   .log = log_,
                                   .info = &info_});
  view_.emplace(ServerView{.environment = *environment_,
                           .facts = facts_,
                           .connections = registry_,
                           .process = meter_,
                           .operators = security_->operators()});
  router_.emplace(*view_, facts_);
  if (options_.tls) {
    NATSOP_TRY(client_tls_, TlsContext::for_server(*options_.tls));
  }
  make_info();
  set_up_system();
  NATSOP_CHECK(listen());
  memory_.emplace(services_.loop, MemoryReturn::of_process([this] { return proc_.memory(); }));
  log_.info("Server is ready");
  return {};
}

void RunningServer::log_banner() const {
  log_.info("Starting nats-server");
  log_.info(fmt::format("  Version:  {}", info_.version));
  log_.info("  Engine:   natsop");
  log_.info(fmt::format("  Name:     {}", info_.server_name));
  log_.info(fmt::format("  ID:       {}", info_.server_id));
  if (!options_.config_file.empty()) {
    log_.info(fmt::format("Using configuration file: {} ({})", options_.config_file.string(),
                          options_.config_digest));
  }
  for (const std::string& warning : options_.warnings) {
    log_.warn(warning);
  }
}

void RunningServer::make_info() {
  info_.host = options_.host;
  info_.port = facts_.client_port;
  if (!options_.client_advertise.empty()) {
    // validate() has seen it.
    if (auto told = parse_advertised(options_.client_advertise, facts_.client_port)) {
      info_.host = std::move(told->host);
      info_.port = told->port;
    }
  }
  info_.headers = !options_.no_header_support;
  info_.auth_required = environment_->authenticator.required(ConnectionType::Standard);
  info_.max_payload = options_.max_payload;
  info_.tls_required = options_.tls && !options_.allow_non_tls;
  info_.tls_available = options_.tls && options_.allow_non_tls;
  info_.tls_verify = options_.tls && (options_.tls->verify || options_.tls->verify_and_map);
}

void RunningServer::set_up_system() {
  if (Account* account = accounts_.system(); account != nullptr) {
    system_ = std::make_unique<SystemSide>(*account, *view_, *this);
    environment_->events = &system_->events();
    system_->events().start();
    security_->start([this] { return system_->stamp().next(); });
  }
}

void RunningServer::shut_down() {
  if (std::exchange(shut_down_, true)) {
    return;
  }
  closing_.reset();
  memory_.reset();
  if (!environment_) {
    return;
  }
  log_.info("Initiating Shutdown...");
  stop_listening();
  if (system_ != nullptr) {
    system_->events().shutdown();
  }
  registry_.close_all(reason::kServerShutdown);
  log_.info("Server Exiting..");
}

}  // namespace natsop::engine
