#include "core/jetstream/account_info.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void AccountLimits::walk(Visit& visit, Self& self) {
  visit("max_memory", self.max_memory, Emit::Always);
  visit("max_storage", self.max_storage, Emit::Always);
  visit("max_streams", self.max_streams, Emit::Always);
  visit("max_consumers", self.max_consumers, Emit::Always);
  visit("max_ack_pending", self.max_ack_pending, Emit::Always);
  visit("memory_max_stream_bytes", self.memory_max_stream_bytes, Emit::Always);
  visit("storage_max_stream_bytes", self.storage_max_stream_bytes, Emit::Always);
  visit("max_bytes_required", self.max_bytes_required, Emit::Always);
}

template <class Visit, class Self>
void ApiStats::walk(Visit& visit, Self& self) {
  visit("level", self.level, Emit::Always);
  visit("total", self.total, Emit::Always);
  visit("errors", self.errors, Emit::Always);
  visit("inflight", self.inflight);
}

template <class Visit, class Self>
void AccountTier::walk(Visit& visit, Self& self) {
  visit("memory", self.memory, Emit::Always);
  visit("storage", self.storage, Emit::Always);
  visit("reserved_memory", self.reserved_memory, Emit::Always);
  visit("reserved_storage", self.reserved_storage, Emit::Always);
  visit("streams", self.streams, Emit::Always);
  visit("consumers", self.consumers, Emit::Always);
  visit("limits", self.limits, Emit::Always);
}

template <class Visit, class Self>
void AccountInfo::walk(Visit& visit, Self& self) {
  visit("memory", self.memory, Emit::Always);
  visit("storage", self.storage, Emit::Always);
  visit("reserved_memory", self.reserved_memory, Emit::Always);
  visit("reserved_storage", self.reserved_storage, Emit::Always);
  visit("streams", self.streams, Emit::Always);
  visit("consumers", self.consumers, Emit::Always);
  visit("limits", self.limits, Emit::Always);
  visit("domain", self.domain);
  visit("api", self.api, Emit::Always);
  visit("tiers", self.tiers);
}

NATSOP_JETSTREAM_MODEL(AccountLimits)
NATSOP_JETSTREAM_MODEL(ApiStats)
NATSOP_JETSTREAM_MODEL(AccountTier)
NATSOP_JETSTREAM_MODEL(AccountInfo)

}  // namespace natsop::jetstream
