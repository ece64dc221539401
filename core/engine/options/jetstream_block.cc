#include <fmt/format.h>

#include "core/engine/options/blocks.h"
#include "core/text/ascii.h"
#include "core/text/number.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

/// Bytes as a number, or as text with K, M, G or T counted by 1024.
void read_storage(OptionReader& reader, const Value& value, std::int64_t& out) {
  if (value.is(Kind::Integer)) return reader.read(value, out);
  if (!reader.expect(value, Kind::Text)) return;
  constexpr std::string_view kUnits = "KMGT";
  std::string_view digits = value.text();
  const auto unit =
      digits.empty() ? std::string_view::npos : kUnits.find(text::to_upper(digits.back()));
  if (unit == std::string_view::npos) {
    return reader.error(
        value, fmt::format("{} sizes defined as strings must end in K, M, G, T", reader.field()));
  }
  digits.remove_suffix(1);
  const auto number = text::parse_decimal(digits);
  const auto factor = std::int64_t{1} << (10 * (unit + 1));
  if (!number || __builtin_mul_overflow(*number, factor, &out)) {
    reader.error(value, fmt::format("\"{}\" is no size: {}", reader.field(), value.text()));
  }
}

/// "enabled" and "disabled" besides booleans.
bool read_switch(OptionReader& reader, const Value& value, bool& out) {
  if (value.is(Kind::Boolean)) {
    out = value.boolean();
    return true;
  }
  if (!value.is(Kind::Text)) return false;
  const auto word = text::ascii_lower(value.text());
  if (word == "enabled" || word == "enable") {
    out = true;
  } else if (word == "disabled" || word == "disable") {
    out = false;
  } else {
    reader.error(value, fmt::format("Expected 'enabled' or 'disabled' for string value, got '{}'",
                                    value.text()));
  }
  return true;
}

void check_storage(OptionReader& reader, const Value& value, JetstreamOptions&) {
  std::int64_t unused = 0;
  read_storage(reader, value, unused);
}

const std::vector<Field<JetstreamOptions>>& limit_fields() {
  static const std::vector<Field<JetstreamOptions>> fields = {
      {{"max_ack_pending"},
       Effect::Later,
       "messages a consumer may have unacknowledged",
       check<std::int64_t>},
      {{"max_ha_assets"},
       Effect::Later,
       "replicated streams and consumers on one server",
       check<std::int64_t>},
      {{"max_request_batch"}, Effect::Later, "messages of one pull", check<std::int64_t>},
      {{"duplicate_window"}, Effect::Later, "the longest window for duplicates", check<Duration>},
      {{"batch"},
       Effect::Later,
       "of atomic publishing",
       [](OptionReader& reader, const Value& value, JetstreamOptions&) {
         (void)reader.expect(value, Kind::Map);
       }},
  };
  return fields;
}

void read_sync(OptionReader& reader, const Value& value, JetstreamOptions& out) {
  if (value.is(Kind::Text) && text::equal_fold(value.text(), "always")) {
    out.sync_always = true;
    return;
  }
  reader.read(value, out.sync_interval);
}

void read_domain(OptionReader& reader, const Value& value, JetstreamOptions& out) {
  reader.read(value, out.domain);
  if (out.domain.find_first_of(".*> \t") != std::string::npos) {
    reader.error(value, "invalid domain name: may not contain ., * or >");
  }
}

struct AccountJetstream {
  bool enabled = true;
  std::int64_t number = 0;
};

const std::vector<Field<AccountJetstream>>& account_jetstream_fields() {
  using T = AccountJetstream;
  static const auto size = [](OptionReader& reader, const Value& value, T& out) {
    read_storage(reader, value, out.number);
  };
  static const std::vector<Field<T>> fields = {
      {{"max_memory", "max_mem", "memory", "mem"}, Effect::Later, "bytes in memory", size},
      {{"max_store", "max_file", "max_disk", "store", "disk"},
       Effect::Later,
       "bytes on disk",
       size},
      {{"max_streams", "streams"}, Effect::Later, "streams", set<&T::number>},
      {{"max_consumers", "consumers"}, Effect::Later, "consumers", set<&T::number>},
      {{"max_bytes_required", "max_stream_bytes", "max_bytes"},
       Effect::Later,
       "whether streams must have a limit",
       [](OptionReader& reader, const Value& value, T& out) {
         bool required = false;
         value.is(Kind::Boolean) ? reader.read(value, required) : reader.read(value, out.number);
       }},
      {{"mem_max_stream_bytes", "memory_max_stream_bytes"},
       Effect::Later,
       "bytes of one stream in memory",
       size},
      {{"disk_max_stream_bytes", "store_max_stream_bytes"},
       Effect::Later,
       "bytes of one stream on disk",
       size},
      {{"max_ack_pending"},
       Effect::Later,
       "messages a consumer may have unacknowledged",
       set<&T::number>},
      {{"cluster_traffic"}, Effect::Later, "\"system\" or \"owner\"", check<std::string>},
  };
  return fields;
}

}  // namespace

namespace {

std::vector<Field<JetstreamOptions>> storage_fields() {
  using T = JetstreamOptions;
  return {
      {{"store_dir", "storedir", "store"},
       Effect::Later,
       "where streams are kept",
       set<&T::store_dir>},
      {{"domain"}, Effect::Later, "its domain", read_domain},
      {{"max_memory_store", "max_mem_store", "max_mem"},
       Effect::Later,
       "bytes in memory",
       [](OptionReader& reader, const Value& value, T& out) {
         read_storage(reader, value, out.max_memory);
       }},
      {{"max_file_store", "max_file"},
       Effect::Later,
       "bytes on disk",
       [](OptionReader& reader, const Value& value, T& out) {
         read_storage(reader, value, out.max_file);
       }},
      {{"enabled", "enable"},
       Effect::Later,
       "false turns it off again",
       [](OptionReader& reader, const Value& value, T& out) { reader.read(value, out.enabled); }},
      {{"strict"}, Effect::Later, "refuse API requests with unknown fields", set<&T::strict>},
      {{"sync_interval", "sync"}, Effect::Later, "a duration, or \"always\"", read_sync},
      {{"unique_tag"},
       Effect::Later,
       "keep replicas on servers with different tags of this beginning",
       set<&T::unique_tag>},
      {{"extension_hint"},
       Effect::Later,
       "whether a leafnode extends the domain of its hub",
       set<&T::extension_hint>},
  };
}

std::vector<Field<JetstreamOptions>> bound_fields() {
  using T = JetstreamOptions;
  return {
      {{"limits"},
       Effect::Later,
       "for all accounts together",
       [](OptionReader& reader, const Value& value, T& out) {
         read_block(reader, value, limit_fields(), out);
       }},
      {{"tpm"}, Effect::Refused, "keys are not kept in a TPM", nullptr},
      {{"key", "ek", "encryption_key"},
       Effect::Refused,
       "streams are not encrypted on disk",
       nullptr},
      {{"prev_key", "prev_ek", "prev_encryption_key"},
       Effect::Refused,
       "streams are not encrypted on disk",
       nullptr},
      {{"cipher"}, Effect::Later, "of the encryption that is refused", check<std::string>},
      {{"max_outstanding_catchup"}, Effect::Later, "bytes under way to a replica", check_storage},
      {{"max_buffered_msgs"}, Effect::Later, "messages waiting to be stored", check<std::int64_t>},
      {{"max_buffered_size"}, Effect::Later, "bytes waiting to be stored", check_storage},
      {{"request_queue_limit"}, Effect::Later, "API requests that may wait", check<std::int64_t>},
      {{"info_queue_limit"},
       Effect::Later,
       "information requests that may wait",
       check<std::int64_t>},
      {{"meta_compact"},
       Effect::Later,
       "entries after which the log of the cluster is compacted",
       check<std::int64_t>},
      {{"meta_compact_size"}, Effect::Later, "bytes after which it is", check_storage},
      {{"meta_compact_sync"}, Effect::Later, "wait for that", check<bool>},
  };
}

}  // namespace

const std::vector<Field<JetstreamOptions>>& jetstream_fields() {
  static const auto fields = joined({storage_fields(), bound_fields()});
  return fields;
}

std::vector<OptionNote> jetstream_limit_notes() { return notes_of(limit_fields()); }
std::vector<OptionNote> account_jetstream_notes() { return notes_of(account_jetstream_fields()); }

void read_jetstream(OptionReader& reader, const Value& value, Options& out) {
  auto& jetstream = out.jetstream;
  if (read_switch(reader, value, jetstream.enabled)) return;
  const auto elsewhere = jetstream.store_dir;
  jetstream.enabled = true;
  jetstream.store_dir.clear();
  read_block(reader, value, jetstream_fields(), jetstream);
  if (!elsewhere.empty() && !jetstream.store_dir.empty() && elsewhere != jetstream.store_dir) {
    reader.error(value, "Duplicate 'store_dir' configuration");
  }
  if (jetstream.store_dir.empty()) jetstream.store_dir = elsewhere;
}

void read_account_jetstream(OptionReader& reader, const Value& value, bool& out) {
  if (read_switch(reader, value, out)) return;
  AccountJetstream limits;
  read_block(reader, value, account_jetstream_fields(), limits);
  out = limits.enabled;
}

}  // namespace natsop::engine
