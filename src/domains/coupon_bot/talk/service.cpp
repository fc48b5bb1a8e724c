#include "domains/coupon_bot/talk/service.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/log.hpp"
#include "domains/coupon_bot/repo.hpp"
#include "domains/coupon_bot/talk/turn.hpp"
#include "domains/coupon_bot/texts.hpp"

namespace promo::coupon_bot::talk {
namespace {

using messaging::outbox::Kind;

constexpr auto kAnswersWindow = std::chrono::minutes(1);

std::string key_of(const messaging::Update& update, std::size_t number) {
    return "u:" + std::to_string(update.telegram_id) + ':' + std::to_string(update.update_id) + ':' +
           std::to_string(number);
}

std::string cause_of(const messaging::Update& update) {
    return "update:" + std::to_string(update.telegram_id) + ':' + std::to_string(update.update_id);
}

bot_users::Seen seen_in(const messaging::Update& update, const Said& said, const std::optional<std::string>& source) {
    return {.telegram_id = update.telegram_id,
            .chat_id = said.chat_id,
            .chat_type = said.chat_type,
            .username = said.username,
            .first_name = said.first_name,
            .last_name = said.last_name,
            .language = said.language,
            .source = source};
}

std::string without_at(std::string_view username) {
    return std::string(username.substr(username.starts_with('@') ? 1 : 0));
}

}  // namespace

Service::Service(const Neighbours& neighbours, core::Metrics& metrics, Options options)
    : with_(neighbours),
      options_(std::move(options)),
      dropped_(metrics.counter("promostack_bot_answers_dropped_total",
                               "Updates that were not answered because their chat had got too many answers")) {}

bool Service::is_coupon_bot(const messaging::Update& update) {
    const auto roles = with_.connections.roles_of(update.tenant_id, update.bot);
    return std::ranges::find(roles, connections::BotRole::coupon_bot) != roles.end();
}

messaging::Effect Service::think(const messaging::Update& update) {
    if (!is_coupon_bot(update)) return {};
    const auto said = read_said(update.kind, update.body);
    if (!said) return {};
    const auto bot = with_.connections.credentials(update.tenant_id, connections::BotRole::coupon_bot);
    auto meaning = understand(*said, without_at(bot.username));
    const bool means_nothing = std::holds_alternative<Nothing>(meaning);
    if (means_nothing && !said->press) return {};
    if (said->press) answer_press(update, *said->press);

    const auto now = with_.clock.now();
    Known known{.now = now, .bot_name = without_at(bot.username)};
    const auto answers = with_.database.read(update.tenant_id, [&](db::Tx& tx) {
        known.user = with_.bot_users.find(tx, update.tenant_id, update.telegram_id, said->chat_id);
        known.settings = repo::find(tx, update.tenant_id);
        return repo::count_answers(tx, update.tenant_id, update.telegram_id, said->chat_id, now - kAnswersWindow);
    });
    Plan plan;
    const bool too_many = answers >= kMostAnswers;
    if (!too_many || std::holds_alternative<Subscription>(meaning))
        plan = Turn(with_, options_, update, *said, std::move(known)).think(meaning);
    if (too_many) {
        dropped_.add();
        plan.answers.clear();
        if (answers == kMostAnswers && said->is_private())
            plan.answers.push_back({Kind::reply, messaging::send_message(said->chat_id, texts::too_fast(), {})});
    }
    return [this, update, said = *said, plan = std::move(plan)](db::Tx& tx) { carry_out(tx, update, said, plan); };
}

// At once, in a transaction of its own: whoever pressed sees that something happens while it is thought about. Done
// again it is the same row.
void Service::answer_press(const messaging::Update& update, const Press& press) {
    with_.database.transact(update.tenant_id, [&](db::Tx& tx) {
        with_.outbox.put(tx, update.tenant_id,
                         {.telegram_id = update.telegram_id,
                          .kind = Kind::callback_answer,
                          .key = key_of(update, 0),
                          .cause = cause_of(update),
                          .call = messaging::answer_callback(press.id),
                          .stream = "press:" + press.id},
                         with_.clock.now());
    });
}

void Service::carry_out(db::Tx& tx, const messaging::Update& update, const Said& said, const Plan& plan) {
    const auto& tenant = update.tenant_id;
    const auto bot = update.telegram_id;
    const auto chat = said.chat_id;
    const auto now = with_.clock.now();
    with_.bot_users.note_seen(tx, tenant, seen_in(update, said, plan.source), now);
    if (plan.coupon) with_.bot_users.note_coupon(tx, tenant, bot, chat, *plan.coupon, now);
    if (plan.unsubscribed) with_.bot_users.note_unsubscribed(tx, tenant, bot, chat, *plan.unsubscribed, now);
    if (plan.time_zone) with_.bot_users.set_time_zone(tx, tenant, bot, chat, plan.time_zone);
    for (const auto step : plan.steps) {
        if (step == bot_users::Step::picture) with_.bot_users.note_generated(tx, tenant, bot, chat, now);
        with_.bot_users.note_step(tx, tenant, bot, chat, step, plan.source, now);
    }
    if (!plan.usage.empty()) with_.usage.record(tx, tenant, plan.usage, now);
    std::vector<messaging::outbox::Message> messages;
    for (const auto& [kind, call] : plan.answers) {
        messages.push_back({.telegram_id = bot,
                            .kind = kind,
                            .key = key_of(update, messages.size() + 1),
                            .cause = cause_of(update),
                            .call = call});
    }
    if (!messages.empty()) std::ignore = with_.outbox.put_all(tx, tenant, messages, now);
}

messaging::Effect Service::note_membership(const messaging::Update& update) {
    if (!is_coupon_bot(update)) return {};
    const auto membership = read_membership(update.body);
    if (!membership) return {};
    return [this, update, found = *membership](db::Tx& tx) {
        const auto now = with_.clock.now();
        if (!found.reachable) {
            with_.bot_users.note_blocked(tx, update.tenant_id, update.telegram_id, found.chat_id, now);
            return;
        }
        with_.bot_users.note_seen(tx, update.tenant_id,
                                  {.telegram_id = update.telegram_id,
                                   .chat_id = found.chat_id,
                                   .chat_type = found.chat_type,
                                   .username = found.username,
                                   .first_name = found.first_name,
                                   .last_name = found.last_name,
                                   .language = {},
                                   .source = {}},
                                  now);
    };
}

}  // namespace promo::coupon_bot::talk
