#include "core/jetstream/stream_config.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void SubjectTransform::walk(Visit& visit, Self& self) {
  visit("src", self.src, Emit::Always);
  visit("dest", self.dest, Emit::Always);
}

template <class Visit, class Self>
void Republish::walk(Visit& visit, Self& self) {
  visit("src", self.src);
  visit("dest", self.dest, Emit::Always);
  visit("headers_only", self.headers_only);
}

template <class Visit, class Self>
void Placement::walk(Visit& visit, Self& self) {
  visit("cluster", self.cluster);
  visit("tags", self.tags);
  visit("preferred", self.preferred);
}

template <class Visit, class Self>
void ExternalStream::walk(Visit& visit, Self& self) {
  visit("api", self.api, Emit::Always);
  visit("deliver", self.deliver, Emit::Always);
}

template <class Visit, class Self>
void SourceConsumer::walk(Visit& visit, Self& self) {
  visit("name", self.name, Emit::Always);
  visit("deliver_subject", self.deliver_subject, Emit::Always);
}

template <class Visit, class Self>
void StreamSource::walk(Visit& visit, Self& self) {
  visit("name", self.name, Emit::Always);
  visit("opt_start_seq", self.opt_start_seq);
  visit("opt_start_time", self.opt_start_time);
  visit("filter_subject", self.filter_subject);
  visit("external", self.external);
  visit("subject_transforms", self.subject_transforms);
  visit("consumer", self.consumer);
}

template <class Visit, class Self>
void ConsumerLimits::walk(Visit& visit, Self& self) {
  visit("inactive_threshold", self.inactive_threshold);
  visit("max_ack_pending", self.max_ack_pending);
}

template <class Visit, class Self>
void StreamConfig::walk(Visit& visit, Self& self) {
  visit("name", self.name, Emit::Always);
  visit("description", self.description);
  visit("subjects", self.subjects);
  visit("retention", self.retention, Emit::Always);
  visit("max_consumers", self.max_consumers, Emit::Always);
  visit("max_msgs_per_subject", self.max_msgs_per_subject, Emit::Always);
  visit("max_msgs", self.max_msgs, Emit::Always);
  visit("max_bytes", self.max_bytes, Emit::Always);
  visit("max_age", self.max_age, Emit::Always);
  visit("max_msg_size", self.max_msg_size);
  visit("storage", self.storage, Emit::Always);
  visit("discard", self.discard, Emit::Always);
  visit("num_replicas", self.num_replicas, Emit::Always);
  visit("no_ack", self.no_ack);
  visit("duplicate_window", self.duplicate_window);
  visit("placement", self.placement);
  visit("mirror", self.mirror);
  visit("sources", self.sources);
  visit("compression", self.compression);
  visit("subject_transform", self.subject_transform);
  visit("republish", self.republish);
  visit("sealed", self.sealed, Emit::Always);
  visit("deny_delete", self.deny_delete, Emit::Always);
  visit("deny_purge", self.deny_purge, Emit::Always);
  visit("allow_rollup_hdrs", self.allow_rollup_hdrs, Emit::Always);
  visit("allow_direct", self.allow_direct, Emit::Always);
  visit("mirror_direct", self.mirror_direct, Emit::Always);
  visit("discard_new_per_subject", self.discard_new_per_subject);
  visit("first_seq", self.first_seq);
  visit("metadata", self.metadata);
  visit("allow_msg_ttl", self.allow_msg_ttl);
  visit("subject_delete_marker_ttl", self.subject_delete_marker_ttl);
  visit("consumer_limits", self.consumer_limits, Emit::Always);
  visit("allow_atomic", self.allow_atomic);
  visit("allow_msg_counter", self.allow_msg_counter);
  visit("allow_msg_schedules", self.allow_msg_schedules);
  visit("persist_mode", self.persist_mode);
  visit("allow_batched", self.allow_batched);
}

NATSOP_JETSTREAM_MODEL(SubjectTransform)

NATSOP_JETSTREAM_MODEL(Republish)

NATSOP_JETSTREAM_MODEL(Placement)

NATSOP_JETSTREAM_MODEL(ExternalStream)

NATSOP_JETSTREAM_MODEL(SourceConsumer)

NATSOP_JETSTREAM_MODEL(StreamSource)

NATSOP_JETSTREAM_MODEL(ConsumerLimits)

NATSOP_JETSTREAM_MODEL(StreamConfig)

Result<StreamConfig> StreamConfig::from_config_or_info(const json::Doc& doc) {
  const json::Doc config = doc.member("config");
  return config.is_null() ? from_doc(doc) : from_doc(config, "config");
}

}  // namespace natsop::jetstream
