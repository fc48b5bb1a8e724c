#include "domains/connections/checks/service.hpp"

#include <algorithm>

#include "core/json_write.hpp"
#include "domains/connections/channel_rules.hpp"
#include "domains/connections/repo.hpp"
#include "domains/connections/webhook.hpp"

namespace promo::connections::checks {
namespace {

using core::Refusal;
using core::RefusalCode;

// A delivery that failed longer ago says nothing about now.
constexpr std::chrono::hours kRecently{1};

std::string test_text(std::string_view username) {
    return "<b>Test message</b>\nPromoStack can post here as @" + std::string(username) + '.';
}

ChannelStats failed(StatsProblem problem, std::string message) {
    ChannelStats stats;
    stats.problem = problem;
    stats.message = std::move(message);
    return stats;
}

bool is_free_of_problems(const std::vector<ChannelReport>& reports) {
    return std::ranges::none_of(reports, [](const ChannelReport& report) { return report.problem.has_value(); });
}

}  // namespace

Identified Service::identify(const core::TenantId& tenant, BotRole role, const core::Secret& token) {
    const auto asked = connections_.given_or_stored(tenant, role, token);
    try {
        return {connections_.bots().identify(tenant, asked), {}};
    } catch (const Refusal& refusal) {
        return {std::nullopt, refusal.message()};
    }
}

WebhookState Service::examine_webhook(const Credentials& credentials) {
    const auto info = telegram_.get_webhook_info(credentials.token);
    if (!info) return {false, telegram::advice_on(info.fault()), 0};
    const auto problem = connections_.bots().problem_of(credentials.bot, *info);
    if (problem) return {false, problem, info->pending_update_count};
    const bool failing =
        info->pending_update_count > 0 && info->last_error_at && *info->last_error_at + kRecently > clock_.now();
    if (!failing) return {true, std::nullopt, info->pending_update_count};
    return {false, "Telegram could not deliver: " + info->last_error_message.value_or("no reason given"),
            info->pending_update_count};
}

SavedCheck Service::examine(const core::TenantId& tenant, BotRole role) {
    SavedCheck check;
    try {
        const auto credentials = connections_.stored_credentials(tenant, role);
        check.bot_username = '@' + credentials.username;
        check.bot_id = credentials.telegram_id;
        const auto note = [&](const std::optional<std::string>& error) {
            database_.transact(tenant, [&](db::Tx& tx) {
                repo::note_validation(tx, tenant, credentials.bot, error, clock_.now());
                if (error) return;
                repo::set_reports(tx, tenant, role, credentials.bot, core::json::to_text(check.channels));
            });
        };
        try {
            check.bot_username = '@' + connections_.bots().identify(tenant, credentials.token).username;
            check.channels =
                connections_.channels().examine(credentials.token, credentials.telegram_id, role, credentials.channels);
        } catch (const Refusal& refusal) {
            note(refusal.message());
            throw;
        }
        note(std::nullopt);
        check.webhook = examine_webhook(credentials);
    } catch (const Refusal& refusal) {
        check.error = refusal.message();
        return check;
    }
    check.channel_valid = std::ranges::all_of(check.channels, &ChannelReport::reachable);
    if (!check.channels.empty()) check.channel_title = check.channels.front().title;
    check.ok = is_free_of_problems(check.channels) && check.webhook.ok;
    return check;
}

TestMessage Service::post_test(const core::TenantId& tenant, const core::Actor& actor, BotRole role,
                               std::string_view channel) {
    const auto* slot = find_slot(channel);
    if (!slot) throw Refusal(RefusalCode::invalid, "Choose the channel: vip, free or default.", "channel");
    const auto credentials = connections_.credentials(tenant, role);
    const auto& id = credentials.channels.*slot->id;
    if (!id) {
        throw Refusal(RefusalCode::invalid, "No " + std::string(channel) + " channel is set. Enter it first.",
                      std::string(slot->field));
    }
    const auto sent = telegram_.send_message(credentials.token, *id, test_text(credentials.username));
    if (!sent) throw channels::refusal_of(sent.fault(), "channel");
    database_.transact(tenant, [&](db::Tx& tx) {
        audit_.record(tx, tenant, actor,
                      {"connection.test_message", std::string(core::enum_name(role)), {{"channel", *id}}},
                      clock_.now());
    });
    return {*sent, *id};
}

ChannelStats Service::count_members(const core::TenantId& tenant, std::string_view channel) {
    if (channel != "vip" && channel != "free")
        return failed(StatsProblem::missing_channel_param, "Say which channel: ?channel=vip or ?channel=free.");
    std::optional<Credentials> bot;
    try {
        bot = connections_.credentials(tenant, BotRole::signal_bot);
    } catch (const Refusal& refusal) {
        const bool unreadable = refusal.field() == "bot_token";
        return failed(unreadable ? StatsProblem::bot_token_missing : StatsProblem::bot_not_configured,
                      refusal.message());
    }
    ChannelStats stats;
    stats.bot_username = '@' + bot->username;
    stats.channel_id = bot->channels.*find_slot(channel)->id;
    if (!stats.channel_id) {
        stats.problem = StatsProblem::channel_not_configured;
        stats.message = "Enter the channel's id under Connections.";
        return stats;
    }
    const auto count = telegram_.get_chat_member_count(bot->token, *stats.channel_id);
    if (count) {
        stats.member_count = *count;
        return stats;
    }
    const auto& fault = count.fault();
    const bool silent = fault.status == 0;
    stats.problem = silent ? StatsProblem::telegram_timeout : StatsProblem::telegram_api_error;
    stats.message = telegram::advice_on(fault);
    stats.telegram_error = fault.description;
    if (!silent) stats.telegram_error_code = fault.status;
    return stats;
}

}  // namespace promo::connections::checks
