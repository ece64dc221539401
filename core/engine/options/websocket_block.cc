#include "core/engine/options/blocks.h"

namespace natsop::engine {

const std::vector<Field<WebsocketOptions>>& websocket_fields() {
  using T = WebsocketOptions;
  static const std::vector<Field<T>> fields = {
      {{"listen"}, Effect::Real, "host:port, or a port", read_listen<T>},
      {{"host", "net"}, Effect::Real, "the address to listen at", set<&T::host>},
      {{"port"}, Effect::Real, "-1: any free one", read_port<T>},
      {{"advertise"},
       Effect::Later,
       "host:port that clients of a cluster are told of instead",
       set<&T::advertise>},
      {{"no_tls"},
       Effect::Real,
       "listen without TLS, which is demanded otherwise",
       set<&T::no_tls>},
      {{"tls"}, Effect::Real, "a block as the top level's", read_own_tls<T>},
      {{"same_origin"}, Effect::Real, "browsers must come from this host", set<&T::same_origin>},
      {{"allowed_origins", "allowed_origin", "allow_origins", "allow_origin", "origins", "origin"},
       Effect::Real,
       "where browsers may come from",
       set<&T::allowed_origins>},
      {{"handshake_timeout"},
       Effect::Real,
       "how long the HTTP part may take",
       set<&T::handshake_timeout>},
      {{"compression", "compress"}, Effect::Real, "offer to compress", set<&T::compression>},
      {{"authorization", "authentication"},
       Effect::Real,
       "instead of the top level's",
       read_listener_authorization<T>},
      {{"jwt_cookie"}, Effect::Real, "the cookie that holds a user's JWT", set<&T::jwt_cookie>},
      {{"user_cookie"}, Effect::Real, "the cookie that holds a user's name", set<&T::user_cookie>},
      {{"pass_cookie"}, Effect::Real, "the cookie that holds a password", set<&T::pass_cookie>},
      {{"token_cookie"}, Effect::Real, "the cookie that holds a token", set<&T::token_cookie>},
      {{"no_auth_user"},
       Effect::Real,
       "who a client is that does not log in",
       set<&T::no_auth_user>},
      {{"headers"}, Effect::Real, "more HTTP headers of the answer", set<&T::headers>},
      {{"ping_interval"}, Effect::Real, "instead of the top level's", set<&T::ping_interval>},
  };
  return fields;
}

}  // namespace natsop::engine
