#include "core/identity/transaction.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>
#include <set>
#include <system_error>

#include "core/json/doc.h"

namespace natsop::identity {

namespace fs = std::filesystem;
using json::Doc;

namespace {

constexpr std::string_view kStagedPrefix = ".natsop-";

/// Closes its descriptor on every way out.
class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

/// Writes a new file and has its blocks allocated, so that the first sync_all below pays for all of
/// them.
Result<void> write_staged(const fs::path& path, std::string_view content, mode_t mode) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (fd.get() < 0 || ::fchmod(fd.get(), mode) != 0) {
    return file_error(errno, "write", path);
  }
  while (!content.empty()) {
    const ssize_t wrote = ::write(fd.get(), content.data(), content.size());
    if (wrote < 0 && errno != EINTR) {
      return file_error(errno, "write", path);
    }
    content.remove_prefix(wrote < 0 ? 0 : static_cast<std::size_t>(wrote));
  }
  ::sync_file_range(fd.get(), 0, 0,
                    SYNC_FILE_RANGE_WRITE);  // only an advice: the result does not matter
  return {};
}

/// Puts a file's content, or a folder's names, on disk. One that is gone or must not be read has
/// nothing to be synced.
Result<void> sync_path(const fs::path& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    return errno == ENOENT || errno == EACCES ? Result<void>() : file_error(errno, "open", path);
  }
  return ::fsync(fd.get()) == 0 || errno == EINVAL || errno == ENOTSUP
             ? Result<void>()
             : file_error(errno, "sync", path);
}

/// True when changes of both folders go through one file system, which keeps their order over a
/// power failure.
bool same_device(const fs::path& a, const fs::path& b) {
  struct stat one{};
  struct stat other{};
  return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0 &&
         one.st_dev == other.st_dev;
}

bool is_below(const fs::path& path, const fs::path& root) {
  const auto [end, at] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return end == root.end() && at != path.end();
}

/// Journals hold paths relative to the root where they can, so that a store may be moved between
/// crash and recovery.
std::string journal_path(const fs::path& path, const fs::path& root) {
  return (is_below(path, root) ? path.lexically_relative(root) : path).string();
}

fs::path staged_name(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  return path.parent_path() /
         fmt::format("{}{}-{}", kStagedPrefix, ::getpid(), counter.fetch_add(1));
}

/// One journal, decoded and checked: only staged files are moved, only things below the root are
/// removed. A journal that came with somebody else's store can therefore do no harm to this user's
/// files.
struct Journal {
  std::vector<std::pair<fs::path, fs::path>> moves;
  std::vector<fs::path> removes;
  std::vector<fs::path> trees;
  std::vector<fs::path> made_dirs;
};

Error bad_journal(const fs::path& file, std::string_view why) {
  return Error(Code::Corrupt, fmt::format("{}: {}", file.string(), why))
      .hint("check the store with \"nsc validate -A\", then remove this file");
}

Result<std::vector<fs::path>> paths_below(const Doc& list, const fs::path& root,
                                          const fs::path& file) {
  std::vector<fs::path> paths;
  for (const auto& text : list.texts()) {
    fs::path path = (root / text).lexically_normal();
    if (!is_below(path, root)) {
      return bad_journal(file, fmt::format("names {} outside of the store", text));
    }
    paths.push_back(std::move(path));
  }
  return paths;
}

Result<Journal> read_journal(const fs::path& file, const fs::path& root) {
  NATSOP_TRY(const std::string text, read_file(file));
  auto doc = Doc::parse(text);
  if (!doc) {
    return bad_journal(file, doc.error().message());
  }
  Journal journal;
  for (const auto& move : doc->member("writes").elements()) {
    const fs::path from = (root / move.text_at("/from")).lexically_normal();
    const fs::path to = (root / move.text_at("/to")).lexically_normal();
    if (!from.filename().string().starts_with(kStagedPrefix) ||
        from.parent_path() != to.parent_path()) {
      return bad_journal(file,
                         fmt::format("would move {}, which is not a staged file", from.string()));
    }
    journal.moves.emplace_back(from, to);
  }
  NATSOP_TRY(journal.removes, paths_below(doc->member("removes"), root, file));
  NATSOP_TRY(journal.trees, paths_below(doc->member("trees"), root, file));
  for (const auto& dir : doc->member("made_dirs").texts()) {
    journal.made_dirs.push_back((root / dir).lexically_normal());
  }
  return journal;
}

Result<void> remove_if_there(const fs::path& path) {
  auto removed = remove_file(path);
  if (!removed && removed.error().code() != Code::NotFound) {
    return removed;
  }
  return {};
}

/// Removes a file; keys and credentials take their folder along when it becomes empty.
Result<void> remove_with_folder(const fs::path& path) {
  NATSOP_CHECK(remove_if_there(path));
  if (path.extension() == ".nk" || path.extension() == ".creds") {
    ::rmdir(path.parent_path().c_str());  // refuses when something is left in it
  }
  return {};
}

/// Carries a committed journal out; what is done already is skipped, so it may run any number of
/// times. The journal is on disk and the staged files too, so nothing here has to be synced, except
/// what another file system holds: there the journal must not vanish first.
Result<void> apply(const Journal& journal, const fs::path& root) {
  std::set<fs::path> changed;
  for (const auto& [from, to] : journal.moves) {
    if (path_exists(from) && ::rename(from.c_str(), to.c_str()) != 0) {
      return file_error(errno, "write", to);
    }
    changed.insert(to.parent_path());
  }
  for (const auto& path : journal.removes) {
    NATSOP_CHECK(remove_with_folder(path));
  }
  for (const auto& path : journal.trees) {
    NATSOP_CHECK(remove_tree(path));
  }
  for (const auto& folder : changed) {
    if (!same_device(folder, root)) {
      NATSOP_CHECK(sync_path(folder));
    }
  }
  return {};
}

/// Takes back a journal that was never committed: staged files and their drafts go, and folders
/// that stayed empty.
void discard(const Journal& journal) {
  for (const auto& [from, to] : journal.moves) {
    std::error_code ignored;
    fs::remove(from, ignored);
  }
  for (auto dir = journal.made_dirs.rbegin(); dir != journal.made_dirs.rend(); ++dir) {
    ::rmdir(dir->c_str());  // fails, rightly, when somebody put something in
  }
}

/// With the lock held: finishes a committed journal, takes back an uncommitted one.
Result<void> recover(const fs::path& root) {
  const fs::path journal_file = root / kJournalFile;
  if (path_exists(journal_file)) {
    NATSOP_TRY(const Journal journal, read_journal(journal_file, root));
    if (auto applied = apply(journal, root); !applied) {
      return Error(Code::Corrupt, applied.error().one_line())
          .hint("make the path writable, then run the command again")
          .during(fmt::format("finishing the interrupted change in {}", journal_file.string()));
    }
    NATSOP_CHECK(remove_if_there(journal_file));
  }
  const fs::path staging_file = root / kStagingFile;
  if (path_exists(staging_file)) {
    // Written atomically before anything else, so a broken one is not ours, and nothing depends on
    // it.
    if (auto journal = read_journal(staging_file, root)) {
      discard(*journal);
    }
    NATSOP_CHECK(remove_if_there(staging_file));
  }
  return {};
}

/// `folder` and the folders above it, as far as they are missing, outermost first.
std::vector<fs::path> missing_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  for (fs::path dir = folder; !dir.empty() && !path_exists(dir) && dir != dir.parent_path();
       dir = dir.parent_path()) {
    missing.push_back(dir);
  }
  std::reverse(missing.begin(), missing.end());
  return missing;
}

}  // namespace

Result<Transaction> Transaction::begin(const fs::path& store_root,
                                       std::chrono::milliseconds timeout) {
  fs::path root = fs::absolute(store_root).lexically_normal();
  if (!root.has_filename()) {
    root = root.parent_path();
  }
  if (!is_dir(root)) {
    NATSOP_CHECK(make_dirs(root, kPrivateDir));
  }
  auto lock = FileLock::acquire(root / kStoreLockFile, timeout);
  if (!lock) {
    return std::move(lock.error()).during(fmt::format("changing the stores in {}", root.string()));
  }
  NATSOP_CHECK(recover(root));
  return Transaction(std::move(root), *std::move(lock));
}

void Transaction::queue(const fs::path& path, std::string text, Secret secret, mode_t mode) {
  const fs::path full = fs::absolute(path).lexically_normal();
  removes_.erase(full);
  writes_.insert_or_assign(full,
                           Write{staged_name(full), std::move(text), std::move(secret), mode});
}

void Transaction::write(const fs::path& path, std::string content, mode_t mode) {
  queue(path, std::move(content), Secret(), mode);
}

void Transaction::write(const fs::path& path, Secret content, mode_t mode) {
  queue(path, {}, std::move(content), mode);
}

void Transaction::make_dir(const fs::path& path) {
  dirs_.insert(fs::absolute(path).lexically_normal());
}

void Transaction::remove(const fs::path& path) {
  const fs::path full = fs::absolute(path).lexically_normal();
  writes_.erase(full);
  removes_.insert(full);
}

void Transaction::remove_tree(const fs::path& path) {
  const fs::path full = fs::absolute(path).lexically_normal();
  std::erase_if(writes_, [&](const auto& write) { return is_below(write.first, full); });
  trees_.insert(full);
}

bool Transaction::writes(const fs::path& path) const { return queued(path).has_value(); }

std::optional<std::string_view> Transaction::queued(const fs::path& path) const {
  const auto found = writes_.find(fs::absolute(path).lexically_normal());
  return found == writes_.end() ? std::nullopt : std::optional(found->second.content());
}

/// The list of what is to come; fills in which folders will be made.
Result<Doc> Transaction::plan() {
  Doc writes = Doc::array();
  std::set<fs::path> folders = dirs_;
  for (const auto& [path, write] : writes_) {
    writes.push(Doc::object(
        {{"from", journal_path(write.staged, root_)}, {"to", journal_path(path, root_)}}));
    folders.insert(path.parent_path());
  }
  for (const auto& folder : folders) {
    for (auto& dir : missing_folders(folder)) {
      made_dirs_.insert(std::move(dir));
    }
  }
  const auto list = [&](const std::set<fs::path>& paths) {
    Doc texts = Doc::array();
    for (const auto& path : paths) {
      texts.push(journal_path(path, root_));
    }
    return texts;
  };
  std::set<fs::path> inside = removes_;
  std::erase_if(inside, [&](const fs::path& path) { return !is_below(path, root_); });
  for (const auto& tree : trees_) {
    const auto within = [&](const auto& write) { return is_below(write.first, tree); };
    if (!is_below(tree, root_) || std::any_of(writes_.begin(), writes_.end(), within)) {
      return Error(Code::Invalid, fmt::format("{} cannot be removed as a whole", tree.string()));
    }
  }
  return Doc::object({{"version", 1},
                      {"writes", writes},
                      {"removes", list(inside)},
                      {"trees", list(trees_)},
                      {"made_dirs", list(made_dirs_)}});
}

/// Everything but the renames: the list of what is to come, folders, and the new files under staged
/// names.
Result<void> Transaction::stage() {
  NATSOP_TRY(const Doc journal, plan());
  NATSOP_CHECK(write_staged(root_ / kStagingFile, journal.dump(), kPrivateFile));
  for (const auto& folder : made_dirs_) {
    NATSOP_CHECK(make_dirs(folder, kPrivateDir));
  }
  for (const auto& [path, write] : writes_) {
    if (is_dir(path)) {
      return Error(Code::Conflict, fmt::format("write {}: a folder is in the way", path.string()));
    }
    NATSOP_CHECK(write_staged(write.staged, write.content(), write.mode));
  }
  for (const auto& [path, write] : writes_) {
    NATSOP_CHECK(sync_path(write.staged));
  }
  return sync_path(root_ / kStagingFile);
}

/// The commit itself: once the list of changes has its final name, they all happen.
Result<void> Transaction::decide() {
  const fs::path journal = root_ / kJournalFile;
  if (::rename((root_ / kStagingFile).c_str(), journal.c_str()) != 0) {
    return file_error(errno, "write", journal);
  }
  return {};
}

void Transaction::undo() {
  Journal journal;
  for (const auto& [path, write] : writes_) {
    journal.moves.emplace_back(write.staged, path);
  }
  journal.made_dirs.assign(made_dirs_.begin(), made_dirs_.end());
  discard(journal);
  std::error_code ignored;
  fs::remove(root_ / kStagingFile, ignored);
}

/// One file needs no journal: its own rename is the commit.
Result<void> Transaction::commit_one() {
  const auto& [path, write] = *writes_.begin();
  for (auto& dir : missing_folders(path.parent_path())) {
    made_dirs_.insert(std::move(dir));
  }
  auto done = make_dirs(path.parent_path(), kPrivateDir);
  if (done) {
    done = write_file_atomic(path, write.content(), write.mode);
  }
  if (!done) {
    undo();
  }
  return done;
}

Result<void> Transaction::commit() {
  Result<void> done;
  if (writes_.size() == 1 && dirs_.empty() && removes_.empty() && trees_.empty()) {
    done = commit_one();
  } else if (!writes_.empty() || !dirs_.empty() || !removes_.empty() || !trees_.empty()) {
    done = stage();
    if (done) {
      done = decide();
    }
    if (!done) {
      undo();
    } else {
      // Not to be undone any more, even if the disk cannot promise it.
      const auto synced = sync_path(root_);
      done = recover(root_);
      if (done) {
        done = synced;
      }
      for (const auto& path : removes_) {
        if (done && !is_below(path, root_)) {
          done = remove_with_folder(path);
        }
      }
    }
  }
  clear();
  return done;
}

void Transaction::clear() {
  writes_.clear();
  dirs_.clear();
  removes_.clear();
  trees_.clear();
  made_dirs_.clear();
}

Result<void> settle(const fs::path& store_root) {
  if (!path_exists(store_root / kJournalFile)) {
    return {};
  }
  NATSOP_TRY(const Transaction waited, Transaction::begin(store_root));
  return {};
}

}  // namespace natsop::identity
