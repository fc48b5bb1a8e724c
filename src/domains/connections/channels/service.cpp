#include "domains/connections/channels/service.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domains/connections/channel_rules.hpp"

namespace promo::connections::channels {
namespace {

bool is_inside(telegram::MemberStatus status) {
    using enum telegram::MemberStatus;
    return status == creator || status == administrator || status == member;
}

ChannelRights rights_in(const telegram::Chat& chat, const telegram::Member& member) {
    // In a group everybody writes; in a channel it is a right.
    const bool posts = chat.type == "channel" ? member.can_post_messages : is_inside(member.status);
    return {posts, member.can_invite_users, member.can_restrict_members};
}

std::string what_to_grant(const std::vector<std::string>& missing) {
    static constexpr std::array kRights{
        std::pair{std::string_view("post_messages"), std::string_view("post messages")},
        std::pair{std::string_view("invite_users"), std::string_view("invite users by link")},
        std::pair{std::string_view("restrict_members"), std::string_view("ban users")},
    };
    std::string text;
    for (const auto& [right, words] : kRights) {
        if (std::ranges::find(missing, right) == missing.end()) continue;
        text += (text.empty() ? "" : ", ") + std::string(words);
    }
    return "Make the bot an administrator of this channel who may: " + text + '.';
}

}  // namespace

core::Refusal refusal_of(const telegram::Fault& fault, std::string field) {
    using core::RefusalCode;
    if (fault.problem == telegram::Problem::rate_limited) {
        constexpr std::chrono::seconds kPatience{30};
        return core::Refusal(RefusalCode::rate_limited, telegram::advice_on(fault))
            .after(fault.retry_after.value_or(kPatience));
    }
    if (is_passing(fault)) return {RefusalCode::unavailable, telegram::advice_on(fault)};
    return {RefusalCode::invalid, telegram::advice_on(fault), std::move(field)};
}

bool is_passing(const telegram::Fault& fault) {
    using enum telegram::Problem;
    return fault.problem == rate_limited || fault.problem == not_reached || fault.problem == unknown;
}

std::vector<ChannelReport> Service::examine(const core::Secret& token, std::int64_t bot, BotRole role,
                                            const Channels& channels) const {
    std::vector<ChannelReport> reports;
    const auto unreachable = [&](const telegram::Fault& fault) {
        if (is_passing(fault)) throw refusal_of(fault);
        if (fault.problem == telegram::Problem::token_refused) throw refusal_of(fault, "bot_token");
        reports.back().problem = telegram::advice_on(fault);
    };
    for (const auto& slot : kChannelSlots) {
        const auto& id = channels.*slot.id;
        if (!id) continue;
        reports.push_back({.channel = std::string(slot.name), .id = *id});
        const auto chat = telegram_.get_chat(token, *id);
        if (!chat) {
            unreachable(chat.fault());
            continue;
        }
        const auto member = telegram_.get_chat_member(token, *id, bot);
        const bool hidden = !member && member.fault().problem == telegram::Problem::no_rights;
        if (!member && !hidden) {
            unreachable(member.fault());
            continue;
        }
        auto& report = reports.back();
        report.reachable = true;
        report.title = chat->title;
        // A bot that may not even look up itself is no administrator.
        report.missing = missing_rights(role, slot, hidden ? ChannelRights{} : rights_in(*chat, *member));
        if (!report.missing.empty()) report.problem = what_to_grant(report.missing);
    }
    return reports;
}

void require_reachable(const std::vector<ChannelReport>& reports) {
    for (const auto& report : reports) {
        if (report.reachable) continue;
        throw core::Refusal(core::RefusalCode::invalid, report.problem.value_or("The bot cannot reach this channel."),
                            std::string(find_slot(report.channel)->field));
    }
}

}  // namespace promo::connections::channels
