#include "core/jetstream/stream_info.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void LostData::walk(Visit& visit, Self& self) {
  visit("msgs", self.msgs, Emit::Always);
  visit("bytes", self.bytes, Emit::Always);
}

template <class Visit, class Self>
void StreamState::walk(Visit& visit, Self& self) {
  visit("messages", self.messages, Emit::Always);
  visit("bytes", self.bytes, Emit::Always);
  visit("first_seq", self.first_seq, Emit::Always);
  visit("first_ts", self.first_ts, Emit::Always);
  visit("last_seq", self.last_seq, Emit::Always);
  visit("last_ts", self.last_ts, Emit::Always);
  visit("num_deleted", self.num_deleted);
  visit("deleted", self.deleted);
  visit("num_subjects", self.num_subjects);
  visit("subjects", self.subjects);
  visit("lost", self.lost);
  visit("consumer_count", self.consumer_count, Emit::Always);
}

template <class Visit, class Self>
void SourceInfo::walk(Visit& visit, Self& self) {
  visit("name", self.name, Emit::Always);
  visit("external", self.external);
  visit("lag", self.lag, Emit::Always);
  visit("active", self.active, Emit::Always);
  visit("error", self.error);
  visit("filter_subject", self.filter_subject);
  visit("subject_transforms", self.subject_transforms);
}

template <class Visit, class Self>
void StreamAlternate::walk(Visit& visit, Self& self) {
  visit("name", self.name, Emit::Always);
  visit("domain", self.domain);
  visit("cluster", self.cluster, Emit::Always);
}

template <class Visit, class Self>
void StreamInfo::walk(Visit& visit, Self& self) {
  visit("config", self.config, Emit::Always);
  visit("created", self.created, Emit::Always);
  visit("state", self.state, Emit::Always);
  visit("domain", self.domain);
  visit("cluster", self.cluster);
  visit("mirror", self.mirror);
  visit("sources", self.sources);
  visit("alternates", self.alternates);
  visit("ts", self.ts, Emit::Always);
}

NATSOP_JETSTREAM_MODEL(LostData)
NATSOP_JETSTREAM_MODEL(StreamState)
NATSOP_JETSTREAM_MODEL(SourceInfo)
NATSOP_JETSTREAM_MODEL(StreamAlternate)
NATSOP_JETSTREAM_MODEL(StreamInfo)

}  // namespace natsop::jetstream
