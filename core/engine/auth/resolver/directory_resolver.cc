#include "core/engine/auth/resolver/directory_resolver.h"

#include <utility>

namespace natsop::engine {

namespace {

constexpr std::size_t kCacheLimit = 1000;
constexpr std::chrono::minutes kSweepInterval{1};

}  // namespace

TokenDirectory::Settings DirectoryResolver::settings_of(const ResolverOptions& options) {
  TokenDirectory::Settings settings;
  settings.path = options.dir;
  const bool is_cache = options.type == ResolverOptions::Type::Cache;
  const auto limit = static_cast<std::size_t>(options.limit > 0 ? options.limit : 0);
  if (is_cache) {
    settings.deletion = TokenDirectory::Deletion::Final;
    settings.limit = limit == 0 ? kCacheLimit : limit;
    settings.evicts = true;
    settings.lifetime = options.ttl;
    return settings;
  }
  settings.limit = limit;
  if (options.allow_delete || options.hard_delete) {
    settings.deletion =
        options.hard_delete ? TokenDirectory::Deletion::Final : TokenDirectory::Deletion::Renamed;
  }
  return settings;
}

DirectoryResolver::DirectoryResolver(TokenDirectory directory, ResolverOptions options, Loop& loop,
                                     Worker& worker)
    : options_(std::move(options)),
      loop_(loop),
      worker_(worker),
      directory_(std::make_shared<TokenDirectory>(std::move(directory))) {
  sweep_later();
}

DirectoryResolver::~DirectoryResolver() { *alive_ = false; }

template <class T>
void DirectoryResolver::on_disk(std::function<Result<T>(TokenDirectory&)> job, Done<T> done) {
  // `done` goes along with the result: what it holds belongs to the loop's thread.
  worker_.run([directory = directory_, alive = alive_, job = std::move(job),
               done = std::move(done)]() mutable -> Worker::Completion {
    return [alive = std::move(alive), done = std::move(done), result = job(*directory)] {
      if (*alive) {
        done(result);
      }
    };
  });
}

void DirectoryResolver::sweep_later() {
  sweeper_ = loop_.after(kSweepInterval, [this] {
    on_disk<std::size_t>([](TokenDirectory& directory) { return directory.sweep(); },
                         [](const Result<std::size_t>&) {});
    sweep_later();
  });
}

void DirectoryResolver::fetch_local(const std::string& account, Done<std::string> done) {
  on_disk<std::string>([account](TokenDirectory& directory) { return directory.load(account); },
                       std::move(done));
}

void DirectoryResolver::fetch(const std::string& account, Done<std::string> done) {
  fetch_local(account, [this, account, done = std::move(done)](Result<std::string> local) {
    if (local || !peers_) {
      return done(std::move(local));
    }
    peers_(account, [this, account, done](Result<std::string> token) {
      if (!token) {
        return done(std::move(token));
      }
      save(account, *token, [done, token](const Result<void>&) { done(token); });
    });
  });
}

void DirectoryResolver::save(const std::string& account, const std::string& token,
                             Done<void> done) {
  on_disk<void>(
      [account, token](TokenDirectory& directory) { return directory.save(account, token); },
      std::move(done));
}

void DirectoryResolver::save_if_newer(const std::string& account, const std::string& token,
                                      Done<bool> done) {
  on_disk<bool>([account, token](
                    TokenDirectory& directory) { return directory.save_if_newer(account, token); },
                std::move(done));
}

void DirectoryResolver::rescan(Done<void> done) {
  on_disk<void>([](TokenDirectory& directory) { return directory.rescan(); }, std::move(done));
}

void DirectoryResolver::list(Done<std::vector<std::string>> done) {
  on_disk<std::vector<std::string>>([](TokenDirectory& directory) { return directory.accounts(); },
                                    std::move(done));
}

void DirectoryResolver::remove(const std::string& account, Done<void> done) {
  on_disk<void>([account](TokenDirectory& directory) { return directory.remove(account); },
                std::move(done));
}

void DirectoryResolver::digest(Done<StoreDigest> done) {
  on_disk<StoreDigest>([](TokenDirectory& directory) { return directory.digest(); },
                       std::move(done));
}

void DirectoryResolver::all(Done<std::vector<AccountToken>> done) {
  on_disk<std::vector<AccountToken>>(
      [](TokenDirectory& directory) {
        directory.sweep();
        std::vector<AccountToken> tokens;
        for (const std::string& account : directory.accounts()) {
          if (auto token = directory.load(account)) {
            tokens.emplace_back(account, *std::move(token));
          }
        }
        return tokens;
      },
      std::move(done));
}

}  // namespace natsop::engine
