#include "domains/broadcasts/trials/service.hpp"

#include "core/error.hpp"
#include "domains/broadcasts/repo.hpp"

namespace promo::broadcasts::trials {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr int kActiveDays = 30;

Person somebody() {
    return {.chat_id = 0,
            .chat_type = "private",
            .first_name = "Alex",
            .last_name = "Miller",
            .username = "alex_miller",
            .coupon = "SAVE-10"};
}

bool is_open(const std::string& state) {
    return state == "pending" || state == "sending";
}

}  // namespace

Trial Service::send(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, std::int64_t chat) {
    const auto bot = bot_of_(tenant);
    const auto broadcast = broadcasts_.find(tenant, id);
    check(broadcast.content);
    const auto found = feeding_.material(tenant, broadcast);
    if (const auto* problem = std::get_if<std::string>(&found)) throw Refusal(RefusalCode::conflict, *problem);
    const auto& source = std::get<feeding::Material>(found).picture;
    const auto key = "t:" + entropy_.uuid(clock_.now());
    const auto message = database_.transact(tenant, [&](db::Tx& tx) {
        const auto person = people::repo::find(tx, tenant, bot, chat);
        if (!person) {
            throw Refusal(RefusalCode::invalid, "The bot does not know this chat. Write to it from there first.",
                          "chat_id");
        }
        if (needs_coupon(broadcast.content) && !coupon_for(broadcast.content, *person)) {
            throw Refusal(RefusalCode::invalid,
                          "This person has no coupon yet. Send the bot one, or give a code for those who have none.",
                          "chat_id");
        }
        const auto now = clock_.now();
        audit_.record(tx, tenant, actor, {"broadcast.tested", id, {{"chat", std::to_string(chat)}}}, now);
        return outbox_.put(
            tx, tenant,
            {.telegram_id = bot,
             .kind = messaging::outbox::Kind::test,
             .key = key,
             .cause = "test:" + id,
             .call = call_for(broadcast.content, *person, picture_for(broadcast.content, source, *person))},
            now);
    });
    for (auto waited = kBetweenLooks;; waited += kBetweenLooks) {
        const auto row =
            database_.read(tenant, [&](db::Tx& tx) { return repo::outboxed(tx, tenant, message.value()); });
        if (!row) return {.state = "cancelled"};
        if (!is_open(row->state) || waited > kPatience || !pause_(kBetweenLooks))
            return {row->state, row->message_id, row->error};
    }
}

Preview Service::preview(const core::TenantId& tenant, const Content& content,
                         const std::optional<std::int64_t>& chat) {
    auto person = somebody();
    if (chat) {
        const auto bot = bot_of_(tenant);
        const auto known =
            database_.read(tenant, [&](db::Tx& tx) { return people::repo::find(tx, tenant, bot, *chat); });
        if (!known) throw Refusal(RefusalCode::invalid, "The bot does not know this chat.", "chat_id");
        person = *known;
    }
    Preview preview{.text = {}, .limit = limit(content), .problems = problems(content)};
    const auto& picture = content.picture;
    if (picture && picture->kind == PictureKind::upload && picture->id && uploads::Service::is_id(*picture->id))
        preview.picture_url = uploads_.url(tenant, *content.picture->id);
    try {
        preview.text = text_for(content, person).str();
        preview.units = longest_units(content);
    } catch (const Refusal&) {
        // Its problems say what is wrong; there is nothing to show until that is mended.
        preview.text.clear();
    }
    return preview;
}

people::Reach Service::reach(const core::TenantId& tenant, const Audience& audience) {
    check(audience);
    const auto bot = bot_of_(tenant);
    return database_.read(tenant,
                          [&](db::Tx& tx) { return people::repo::reach(tx, tenant, bot, audience, clock_.now()); });
}

Options Service::options(const core::TenantId& tenant) {
    const auto bot = bot_of_(tenant);
    return database_.read(tenant, [&](db::Tx& tx) {
        return Options{people::repo::languages(tx, tenant, bot), people::repo::sources(tx, tenant, bot)};
    });
}

std::int64_t Service::active_users(const core::TenantId& tenant) {
    try {
        return reach(tenant, {.active_days = kActiveDays}).count;
    } catch (const Refusal& refusal) {
        if (refusal.code() != RefusalCode::not_configured) throw;
        return 0;
    }
}

}  // namespace promo::broadcasts::trials
