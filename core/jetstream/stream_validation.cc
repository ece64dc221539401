#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "core/jetstream/findings.h"
#include "core/jetstream/names.h"
#include "core/jetstream/subjects.h"
#include "core/jetstream/validation.h"
#include "core/subject/subject.h"
#include "core/subject/transform.h"

namespace natsop::jetstream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kShortestAge{100};
constexpr seconds kShortestMarker{1};

/// The codes that say the same of a mirror and of a source.
struct SourceCodes {
  int bad_name;
  int filter_and_transforms;
  int bad_filter;
  int bad_destination;
  int overlapping;
  int bad_consumer;
};
constexpr SourceCodes kMirrorCodes = {10142, 10150, 10151, 10154, 10152, 10213};
constexpr SourceCodes kSourceCodes = {10141, 10144, 10145, 10146, 10147, 10215};

std::string_view or_all(const std::string& subject) {
  return subject.empty() ? subject::kRest : std::string_view(subject);
}

void check_limits(const StreamConfig& c, Findings& out) {
  out.add_if(c.description.size() > kDescriptionMax, "description",
             fmt::format("is too long, at most {} bytes are allowed", kDescriptionMax));
  out.add_if(metadata_size(c.metadata) > kMetadataMax, "metadata",
             fmt::format("is too large, at most {} bytes are allowed", kMetadataMax));
  out.add_if(c.num_replicas > kReplicasMax, "num_replicas",
             fmt::format("at most {} are allowed", kReplicasMax));
  out.add_known_if(c.num_replicas < 0, "num_replicas", 10133);
  out.add_if(c.max_age.count() < 0, "max_age", "can not be negative");
  out.add_if(c.max_age.count() > 0 && c.max_age < kShortestAge, "max_age",
             "needs to be at least 100ms");
  const auto window = c.duplicate_window;
  out.add_if(window.count() < 0, "duplicate_window", "can not be negative");
  out.add_if(window.count() > 0 && window < kShortestAge, "duplicate_window",
             "needs to be at least 100ms");
  out.add_if(c.max_age.count() > 0 && window > c.max_age, "duplicate_window",
             "can not be longer than max_age");
  out.add_if(c.consumer_limits.inactive_threshold.count() < 0, "consumer_limits.inactive_threshold",
             "can not be negative");
}

void check_features(const StreamConfig& c, Findings& out) {
  const bool is_new = c.discard == Discard::New;
  out.add_if(c.deny_purge && c.allow_rollup_hdrs, "allow_rollup_hdrs",
             "roll-ups need purging, which deny_purge forbids");
  if (c.discard_new_per_subject) {
    out.add_if(!is_new, "discard_new_per_subject", "needs discard to be \"new\"");
    out.add_if(c.max_msgs_per_subject <= 0, "discard_new_per_subject",
               "needs max_msgs_per_subject to be set");
  }
  if (c.allow_msg_counter) {
    out.add_if(is_new, "allow_msg_counter", "counters can not discard new messages");
    out.add_if(c.allow_msg_ttl, "allow_msg_counter", "counters can not have message TTLs");
    out.add_if(c.allow_msg_schedules, "allow_msg_counter", "counters can not be scheduled");
    out.add_if(c.retention != Retention::Limits, "allow_msg_counter",
               "counters need limits retention");
  }
  const auto marker = c.subject_delete_marker_ttl;
  out.add_if(marker.count() < 0, "subject_delete_marker_ttl", "can not be negative");
  out.add_if(marker.count() > 0 && marker < kShortestMarker, "subject_delete_marker_ttl",
             "needs to be at least 1s");
  out.add_if(c.allow_msg_schedules && is_new, "allow_msg_schedules",
             "schedules can not discard new messages");
  if (c.persist_mode == PersistMode::Async) {
    out.add_if(c.storage != Storage::File, "persist_mode", "async needs file storage");
    out.add_if(c.num_replicas > 1, "persist_mode", "async needs one replica");
    out.add_if(c.allow_atomic, "persist_mode", "async can not publish atomic batches");
  }
}

void check_transforms(const StreamSource& source, const std::string& path, const SourceCodes& codes,
                      Findings& out) {
  const auto& transforms = source.subject_transforms;
  out.add_known_if(!source.filter_subject.empty() && !transforms.empty(),
                   path + ".subject_transforms", codes.filter_and_transforms);
  for (std::size_t i = 0; i < transforms.size(); ++i) {
    const std::string at = fmt::format("{}.subject_transforms[{}]", path, i);
    const auto& transform = transforms[i];
    if (!transform.src.empty() && !subject::is_valid(transform.src)) {
      out.add(at + ".src", codes.bad_filter,
              fmt::format("\"{}\" is not a valid subject", transform.src));
      continue;
    }
    if (const auto fits = subject::validate_mapping(transform.src, transform.dest); !fits) {
      out.add(at + ".dest", codes.bad_destination, fits.error().message());
    }
    for (std::size_t k = 0; k < i; ++k) {
      out.add_known_if(subject::overlaps(or_all(transform.src), or_all(transforms[k].src)),
                       at + ".src", codes.overlapping);
    }
  }
}

void check_external(const ExternalStream& external, const std::string& path, Findings& out) {
  if (!external.api.empty()) {
    if (!subject::is_valid_literal(external.api)) {
      out.add(path + ".api",
              fmt::format("\"{}\" is not a valid subject without wildcards", external.api));
    } else if (external.api == kApiPrefix) {
      const std::string_view values[] = {external.api, kApiPrefix};
      out.add(path + ".api", 10021, known_error_text(10021, values));
    }
  }
  if (!external.deliver.empty() && !subject::is_valid_literal(external.deliver)) {
    const std::string_view values[] = {external.deliver};
    out.add(path + ".deliver", 10024, known_error_text(10024, values));
  }
}

void check_source(const StreamSource& source, const std::string& path, const SourceCodes& codes,
                  Findings& out) {
  if (const auto named = check_stream_name(source.name); !named) {
    out.add(path + ".name", codes.bad_name, named.error().message());
  }
  if (!source.filter_subject.empty() && !subject::is_valid(source.filter_subject)) {
    out.add(path + ".filter_subject",
            fmt::format("\"{}\" is not a valid subject", source.filter_subject));
  }
  check_transforms(source, path, codes, out);
  if (source.external) check_external(*source.external, path + ".external", out);
  if (source.consumer) {
    const bool bad = !check_consumer_name(source.consumer->name) ||
                     !subject::is_valid_literal(source.consumer->deliver_subject) ||
                     source.opt_start_seq != 0 || source.opt_start_time ||
                     !source.filter_subject.empty();
    out.add_known_if(bad, path + ".consumer", codes.bad_consumer);
  }
}

void check_mirror(const StreamConfig& c, Findings& out) {
  out.add_known_if(c.first_seq > 0, "first_seq", 10143);
  out.add_known_if(!c.subjects.empty(), "subjects", 10034);
  out.add_known_if(!c.sources.empty(), "sources", 10031);
  out.add_known_if(c.allow_msg_counter, "allow_msg_counter", 10173);
  out.add_known_if(c.allow_atomic, "allow_atomic", 10198);
  out.add_known_if(c.allow_batched, "allow_batched", 10209);
  out.add_known_if(c.allow_msg_schedules, "allow_msg_schedules", 10186);
  out.add_if(c.subject_delete_marker_ttl.count() > 0, "subject_delete_marker_ttl",
             "mirrors can not have delete markers");
  out.add_known_if(c.mirror->opt_start_seq != 0 && c.mirror->opt_start_time.has_value(),
                   "mirror.opt_start_seq", 10032);
  out.add_if(!c.mirror->external && c.mirror->name == c.name && !c.name.empty(), "mirror.name",
             "a stream can not mirror itself");
  check_source(*c.mirror, "mirror", kMirrorCodes, out);
}

/// What makes a source the same as another one.
std::string identity_of(const StreamSource& source) {
  std::string id = fmt::format(
      "{}\n{}\n{}\n{}", source.name, source.external ? source.external->api : std::string(),
      source.consumer ? source.consumer->name : std::string(),
      source.subject_transforms.empty() ? or_all(source.filter_subject) : std::string_view());
  for (const auto& transform : source.subject_transforms) {
    id += fmt::format("\n{}\t{}", or_all(transform.src), or_all(transform.dest));
  }
  return id;
}

void check_sources(const StreamConfig& c, Findings& out) {
  std::set<std::string> seen;
  out.add_known_if(!c.sources.empty() && c.allow_msg_schedules, "allow_msg_schedules", 10187);
  for (std::size_t i = 0; i < c.sources.size(); ++i) {
    const std::string path = fmt::format("sources[{}]", i);
    check_source(c.sources[i], path, kSourceCodes, out);
    out.add_known_if(!seen.insert(identity_of(c.sources[i])).second, path, 10140);
  }
}

/// Subjects of servers and of the JetStream API can only be kept without acknowledgements.
bool needs_no_ack(const std::string& subject) {
  const auto is_in = [&](std::string_view space, std::string_view allowed) {
    return subject::overlaps(subject, space) && !subject::is_subset(subject, allowed);
  };
  return is_in("$JS.>", "$JS.EVENT.>") || subject::overlaps(subject, "$JSC.>") ||
         subject::overlaps(subject, "$NRG.>") || is_in("$SYS.>", "$SYS.ACCOUNT.>");
}

void check_subjects(const StreamConfig& c, Findings& out) {
  for (std::size_t i = 0; i < c.subjects.size(); ++i) {
    const std::string path = fmt::format("subjects[{}]", i);
    const std::string& one = c.subjects[i];
    if (const auto valid = subject::validate(one); !valid) {
      out.add(path, valid.error().message());
      continue;
    }
    if (one == subject::kRest) {
      out.add_if(!c.no_ack, path, "capturing all subjects needs no_ack");
      out.add_if(c.num_replicas > 1, path, "capturing all subjects needs one replica");
    } else {
      out.add_if(
          !c.no_ack && needs_no_ack(one), path,
          fmt::format("\"{}\" overlaps with subjects of the server, which needs no_ack", one));
    }
    for (std::size_t k = 0; k < i; ++k) {
      const std::string& other = c.subjects[k];
      if (one == other) {
        out.add(path, fmt::format("\"{}\" is there twice", one));
      } else if (subject::is_valid(other) && subject::overlaps(one, other)) {
        out.add(path, fmt::format("\"{}\" overlaps with \"{}\"", one, other));
      }
    }
  }
}

void check_subject_transform(const StreamConfig& c, Findings& out) {
  if (!c.subject_transform) return;
  const auto& transform = *c.subject_transform;
  if (!transform.src.empty() && !subject::is_valid(transform.src)) {
    out.add("subject_transform.src", 10155,
            fmt::format("\"{}\" is not a valid subject", transform.src));
  } else if (const auto fits = subject::validate_mapping(transform.src, transform.dest); !fits) {
    out.add("subject_transform.dest", 10156, fits.error().message());
  }
}

void check_republish(const StreamConfig& c, Findings& out) {
  if (!c.republish) return;
  const auto& republish = *c.republish;
  const std::string_view source = or_all(republish.src);
  if (!subject::is_valid(source)) {
    out.add("republish.src", fmt::format("\"{}\" is not a valid subject", source));
    return;
  }
  if (republish.dest.empty()) return out.add("republish.dest", "is missing");
  if (const auto fits = subject::Transform::make(source, republish.dest); !fits) {
    return out.add("republish.dest", fits.error().message());
  }
  const std::string published = subject::references_to_wildcards(republish.dest);
  for (const auto& one : c.subjects) {
    if (subject::is_valid(one) && subject::is_valid(published) &&
        subject::overlaps(one, published)) {
      return out.add("republish.dest",
                     fmt::format("\"{}\" would come back through \"{}\"", republish.dest, one));
    }
  }
}

}  // namespace

std::size_t metadata_size(const Metadata& metadata) {
  std::size_t size = 0;
  for (const auto& [key, value] : metadata) size += key.size() + value.size();
  return size;
}

std::vector<Problem> validate(const StreamConfig& config) {
  Findings out(kInvalidStream);
  if (const auto named = check_stream_name(config.name); !named) {
    out.add("name", named.error().message());
  }
  check_limits(config, out);
  check_features(config, out);
  check_subjects(config, out);
  if (config.mirror) check_mirror(config, out);
  check_sources(config, out);
  check_subject_transform(config, out);
  check_republish(config, out);
  return out.take();
}

Result<void> check(const std::vector<Problem>& problems) {
  if (problems.empty()) return {};
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "; ") + problem.text();
  return Error(Code::Invalid, text).api_code(problems.front().api_code);
}

}  // namespace natsop::jetstream
