#include "core/jetstream/responses.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void Page::walk(Visit& visit, Self& self) {
  visit("total", self.total, Emit::Always);
  visit("offset", self.offset, Emit::Always);
  visit("limit", self.limit, Emit::Always);
}

template <class Visit, class Self>
void StreamNamesPage::walk(Visit& visit, Self& self) {
  visit("total", self.total, Emit::Always);
  visit("offset", self.offset, Emit::Always);
  visit("limit", self.limit, Emit::Always);
  visit("streams", self.streams, Emit::Always);
}

template <class Visit, class Self>
void StreamListPage::walk(Visit& visit, Self& self) {
  visit("total", self.total, Emit::Always);
  visit("offset", self.offset, Emit::Always);
  visit("limit", self.limit, Emit::Always);
  visit("streams", self.streams, Emit::Always);
  visit("missing", self.missing);
  visit("offline", self.offline);
}

template <class Visit, class Self>
void ConsumerNamesPage::walk(Visit& visit, Self& self) {
  visit("total", self.total, Emit::Always);
  visit("offset", self.offset, Emit::Always);
  visit("limit", self.limit, Emit::Always);
  visit("consumers", self.consumers, Emit::Always);
}

template <class Visit, class Self>
void ConsumerListPage::walk(Visit& visit, Self& self) {
  visit("total", self.total, Emit::Always);
  visit("offset", self.offset, Emit::Always);
  visit("limit", self.limit, Emit::Always);
  visit("consumers", self.consumers, Emit::Always);
  visit("missing", self.missing);
  visit("offline", self.offline);
}

template <class Visit, class Self>
void SuccessResponse::walk(Visit& visit, Self& self) {
  visit("success", self.success);
}

template <class Visit, class Self>
void PurgeResponse::walk(Visit& visit, Self& self) {
  visit("success", self.success);
  visit("purged", self.purged, Emit::Always);
}

template <class Visit, class Self>
void MessageGetResponse::walk(Visit& visit, Self& self) {
  visit("message", self.message);
}

template <class Visit, class Self>
void SnapshotResponse::walk(Visit& visit, Self& self) {
  visit("config", self.config, Emit::Always);
  visit("state", self.state, Emit::Always);
}

template <class Visit, class Self>
void RestoreResponse::walk(Visit& visit, Self& self) {
  visit("deliver_subject", self.deliver_subject, Emit::Always);
}

template <class Visit, class Self>
void PauseResponse::walk(Visit& visit, Self& self) {
  visit("paused", self.paused, Emit::Always);
  visit("pause_until", self.pause_until, Emit::Always);
  visit("pause_remaining", self.pause_remaining);
}

template <class Visit, class Self>
void AccountPurgeResponse::walk(Visit& visit, Self& self) {
  visit("initiated", self.initiated);
}

NATSOP_JETSTREAM_MODEL(Page)
NATSOP_JETSTREAM_MODEL(StreamNamesPage)
NATSOP_JETSTREAM_MODEL(StreamListPage)
NATSOP_JETSTREAM_MODEL(ConsumerNamesPage)
NATSOP_JETSTREAM_MODEL(ConsumerListPage)
NATSOP_JETSTREAM_MODEL(SuccessResponse)
NATSOP_JETSTREAM_MODEL(PurgeResponse)
NATSOP_JETSTREAM_MODEL(MessageGetResponse)
NATSOP_JETSTREAM_MODEL(SnapshotResponse)
NATSOP_JETSTREAM_MODEL(RestoreResponse)
NATSOP_JETSTREAM_MODEL(PauseResponse)
NATSOP_JETSTREAM_MODEL(AccountPurgeResponse)

json::Doc make_response(std::string_view type, const json::Doc& body) {
  json::Doc doc = json::Doc::object({{"type", std::string(kTypePrefix).append(type)}});
  for (const auto& [key, value] : body.members()) doc.put(key, value);
  return doc;
}

json::Doc make_error_response(std::string_view type, const ApiError& error) {
  return json::Doc::object(
      {{"type", std::string(kTypePrefix).append(type)}, {"error", error.to_doc()}});
}

}  // namespace natsop::jetstream
