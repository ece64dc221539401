#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// One error code of the JetStream API, as compiled in.
struct CatalogueRow {
  int err_code;
  int code;                     ///< HTTP-like status
  std::string_view constant;    ///< its name in nats-server
  std::string_view text;        ///< may hold {placeholders}
  std::string_view comment;     ///< empty for most
  std::string_view deprecates;  ///< older Go name; empty for most
};

/// Every code of nats-server 2.15, ascending.
[[nodiscard]] std::span<const CatalogueRow> known_errors();

/// The row of a code; null when there is none.
[[nodiscard]] const CatalogueRow* find_known_error(int err_code);

/// The text of a known code with its {placeholders} filled in order; "" for an unknown code.
[[nodiscard]] std::string known_error_text(int err_code,
                                           std::span<const std::string_view> values = {});

/// One entry of a catalogue: ours, or a file in the format of nats-server's errors.json.
struct CatalogueEntry {
  std::string constant{};
  int code = 0;
  int error_code = 0;
  std::string description{};
  std::string comment{};
  std::string help{};
  std::string url{};
  std::string deprecates{};
  json::Doc extra{};

  [[nodiscard]] static Result<CatalogueEntry> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  /// What is wrong with it, one sentence each; empty when it is sound.
  [[nodiscard]] std::vector<std::string> problems() const;
  /// What good names would look like; some of nats-server's own are no good ones.
  [[nodiscard]] std::vector<std::string> advice() const;
  friend bool operator==(const CatalogueEntry&, const CatalogueEntry&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// A list of error codes to list, search, check and edit (`nats errors`). A value type.
class ErrorCatalogue {
 public:
  enum class Order { Code, Http, Description };

  /// The codes of known_errors().
  [[nodiscard]] static ErrorCatalogue built_in();
  /// A JSON list in the format of errors.json. Errors: Invalid.
  [[nodiscard]] static Result<ErrorCatalogue> from_doc(const json::Doc& doc);
  [[nodiscard]] json::Doc to_doc() const;

  [[nodiscard]] const std::vector<CatalogueEntry>& entries() const { return entries_; }
  /// The entry of an err_code. Errors: NotFound.
  [[nodiscard]] Result<CatalogueEntry> lookup(int error_code) const;
  /// Entries of which `matches` accepts any of: code, err_code, and lower-cased description, help,
  /// constant and comment. An empty function accepts all.
  [[nodiscard]] ErrorCatalogue matching(
      const std::function<bool(std::string_view text)>& matches) const;
  void sort(Order order, bool reverse);

  /// Puts an entry in place of the one with its error_code, or at the end.
  void put(CatalogueEntry entry);
  /// One above the highest error_code.
  [[nodiscard]] int next_code() const;
  /// "10052: problem" for each problem of each entry, and for codes that occur twice.
  [[nodiscard]] std::vector<std::string> problems() const;
  /// The same for the advice about each entry.
  [[nodiscard]] std::vector<std::string> advice() const;

 private:
  std::vector<CatalogueEntry> entries_;
};

}  // namespace natsop::jetstream
