#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domains/connections/connection.hpp"

namespace promo::connections {

// A channel of a connection: what pages call it, and the field that holds its id.
struct ChannelSlot {
    std::string_view name;
    std::string_view field;
    std::optional<std::string> Channels::*id;
};
inline constexpr std::array kChannelSlots{
    ChannelSlot{"vip", "vip_channel_id", &Channels::vip_channel_id},
    ChannelSlot{"free", "free_channel_id", &Channels::free_channel_id},
    ChannelSlot{"default", "channel_id", &Channels::channel_id},
};
const ChannelSlot* find_slot(std::string_view name);

// What is stored, with what was given put in its place. What is absent stays, an empty text clears.
Channels merged(Channels stored, const Channels& given);

// Without spaces around them and without empty texts. Refuses as `invalid`, with the field, what cannot be a channel or
// a link to one, and a signal bot without both of its channels.
Channels checked(BotRole role, const Channels& given);

// What a bot may do in a channel.
struct ChannelRights {
    bool post_messages = false;
    bool invite_users = false;
    bool restrict_members = false;
};
// Those that the role needs there and `held` lacks, as `post_messages`.
std::vector<std::string> missing_rights(BotRole role, const ChannelSlot& slot, const ChannelRights& held);

}  // namespace promo::connections
