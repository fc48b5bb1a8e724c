#include "domains/connections/channel_rules.hpp"

#include <algorithm>

#include "core/trim.hpp"

namespace promo::connections {
namespace {

constexpr std::string_view kLink = "https://t.me/";
constexpr std::size_t kLongestLink = 255;
constexpr std::string_view kNumber = "-100";
constexpr std::size_t kShortestNumber = 8;
constexpr std::size_t kLongestNumber = 18;
constexpr std::size_t kShortestName = 5;
constexpr std::size_t kLongestName = 32;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_channel(std::string_view id) {
    if (id.starts_with(kNumber)) {
        return id.size() >= kShortestNumber && id.size() <= kLongestNumber &&
               std::ranges::all_of(id.substr(1), is_digit);
    }
    if (!id.starts_with('@')) return false;
    const auto name = id.substr(1);
    return name.size() >= kShortestName && name.size() <= kLongestName && is_letter(name.front()) &&
           std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

bool is_link(std::string_view link) {
    if (!link.starts_with(kLink) || link.size() <= kLink.size() || link.size() > kLongestLink) return false;
    constexpr std::string_view kSigns = "_+-/?=&.";
    return std::ranges::all_of(link.substr(kLink.size()), [&](char c) {
        return is_letter(c) || is_digit(c) || kSigns.find(c) != std::string_view::npos;
    });
}

void tidy(std::optional<std::string>& text) {
    if (text) text = std::string(core::trimmed(*text));
    if (text && text->empty()) text.reset();
}

[[noreturn]] void refuse(std::string message, std::string_view field) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message), std::string(field));
}

}  // namespace

const ChannelSlot* find_slot(std::string_view name) {
    const auto* found = std::ranges::find(kChannelSlots, name, &ChannelSlot::name);
    return found == kChannelSlots.end() ? nullptr : found;
}

Channels merged(Channels stored, const Channels& given) {
    for (const auto& slot : kChannelSlots) {
        if (given.*slot.id) stored.*slot.id = given.*slot.id;
    }
    if (given.free_channel_link) stored.free_channel_link = given.free_channel_link;
    return stored;
}

Channels checked(BotRole role, const Channels& given) {
    auto channels = given;
    for (const auto& slot : kChannelSlots) {
        auto& id = channels.*slot.id;
        tidy(id);
        if (id && !is_channel(*id))
            refuse("Enter the channel's id, such as -1001234567890, or its public @name.", slot.field);
    }
    tidy(channels.free_channel_link);
    if (channels.free_channel_link && !is_link(*channels.free_channel_link))
        refuse("Enter a link that begins with https://t.me/", "free_channel_link");
    if (role == BotRole::signal_bot && !channels.vip_channel_id)
        refuse("A signal bot needs the VIP channel's id.", "vip_channel_id");
    if (role == BotRole::signal_bot && !channels.free_channel_id)
        refuse("A signal bot needs the FREE channel's id.", "free_channel_id");
    return channels;
}

std::vector<std::string> missing_rights(BotRole role, const ChannelSlot& slot, const ChannelRights& held) {
    const bool sells = role == BotRole::signal_bot && slot.id != &Channels::channel_id;
    const bool removes = sells && slot.id == &Channels::vip_channel_id;
    std::vector<std::string> missing;
    if (!held.post_messages) missing.emplace_back("post_messages");
    if (sells && !held.invite_users) missing.emplace_back("invite_users");
    if (removes && !held.restrict_members) missing.emplace_back("restrict_members");
    return missing;
}

}  // namespace promo::connections
