#include "setup_on.hpp"

#include "sandbox/telegram/world.hpp"
#include "support/requests.hpp"

namespace promo::tests {
namespace {

constexpr db::Sql kTenants{"test.tenants", "SELECT count(*) FROM tenants"};

}  // namespace

SetupOn::SetupOn(FreshDatabase& fresh) : database(fresh.database()) {
    auto& world = wire.sandbox().telegram();
    sandbox::telegram::SettingsView unhurried;
    unhurried.limits = false;
    world.change_settings(unhurried);
    owner_at_telegram = world.create_person({"Olga"}).id;
}

tenants::people::Person SetupOn::newcomer(const std::string& email) {
    return people.meet({.issuer = "https://issuer.example", .subject = "user_" + email, .email = email}).person;
}

std::string SetupOn::bot_body(const std::string& username) {
    auto& world = wire.sandbox().telegram();
    const auto bot = world.create_bot({"Acme Signals", username});
    const auto channel = [&](const std::string& title) {
        const auto chat = world.create_chat({"channel", title, owner_at_telegram});
        world.set_member({chat.key, bot.id, owner_at_telegram, "administrator"});
        return std::to_string(chat.id);
    };
    return R"({"bot_token":" )" + bot.token + R"( ","free_channel_id":")" + channel("FREE") +
           R"(","vip_channel_id":" )" + channel("VIP") + R"("})";
}

http::Response SetupOn::get(const tenants::people::Person& person, const std::string& path) {
    return send(get_request(path), person);
}

http::Response SetupOn::post(const tenants::people::Person& person, const std::string& step, const std::string& body) {
    return send(json_request(http::Verb::post, "/api/onboarding/" + step, body), person);
}

http::Response SetupOn::upload(const tenants::people::Person& person, const std::string& picture,
                               const std::string& field) {
    return send(form_request("/api/onboarding/logo", {}, {{field, picture}}), person);
}

http::Response SetupOn::send(http::Request request, const tenants::people::Person& person) {
    const auto caller = people.caller(person.id).value();
    http::Principal principal;
    principal.user = person.id;
    principal.email = person.email;
    principal.name = person.email.value_or("");
    if (caller.membership) {
        principal.tenant = caller.membership->tenant_id;
        principal.role = core::parse_enum<http::Role>(core::enum_name(caller.membership->role));
        principal.suspended = caller.membership->tenant_status == tenants::TenantStatus::suspended;
    }
    return send(std::move(request), principal);
}

http::Response SetupOn::send(http::Request request, const http::Principal& principal) {
    request.host_kind = host_kind;
    request.client_ip = "127.0.0.1";
    request.principal = principal;
    return answer_of(router, std::move(request));
}

core::TenantId SetupOn::tenant_of(const tenants::people::Person& person) {
    return people.caller(person.id).value().membership.value().tenant_id;
}

std::vector<std::string> SetupOn::actions(const core::TenantId& tenant) {
    std::vector<std::string> found;
    for (const auto& entry : audit.list(tenant, {}))
        found.push_back(entry.action + ' ' + entry.subject);
    return found;
}

std::int64_t SetupOn::tenants_there_are() {
    return database.read_as_system("test", [](db::Tx& tx) { return tx.one<std::int64_t>(kTenants); });
}

}  // namespace promo::tests
