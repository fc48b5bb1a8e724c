#include "setup_on.hpp"

#include "core/error.hpp"
#include "http/access.hpp"
#include "http/errors.hpp"
#include "sandbox/telegram/world.hpp"

namespace promo::tests {
namespace {

constexpr db::Sql kTenants{"test.tenants", "SELECT count(*) FROM tenants"};
constexpr auto kBoundary = "a-boundary";

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
    http::Request request;
    request.path = path;
    return send(std::move(request), person);
}

http::Response SetupOn::post(const tenants::people::Person& person, const std::string& step, const std::string& body) {
    http::Request request;
    request.verb = http::Verb::post;
    request.path = "/api/onboarding/" + step;
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    return send(std::move(request), person);
}

http::Response SetupOn::upload(const tenants::people::Person& person, const std::string& picture,
                               const std::string& field) {
    http::Request request;
    request.verb = http::Verb::post;
    request.path = "/api/onboarding/logo";
    request.headers.add("Content-Type", std::string("multipart/form-data; boundary=") + kBoundary);
    request.body = std::string("--") + kBoundary + "\r\nContent-Disposition: form-data; name=\"" + field +
                   "\"; filename=\"../../logo.svg\"\r\nContent-Type: image/svg+xml\r\n\r\n" + picture + "\r\n--" +
                   kBoundary + "--\r\n";
    return send(std::move(request), person);
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
    const auto match = router.match(request.verb, request.path);
    if (match.route == nullptr) return http::text(404, "");
    request.path_params = match.params;
    request.route = match.route->path;
    request.host_kind = host_kind;
    request.request_id = "request-1";
    request.client_ip = "127.0.0.1";
    request.principal = principal;
    try {
        http::require_access(match.route->access, request.principal);
        return match.route->handler(request);
    } catch (const core::Refusal& refusal) {
        return http::error_response(refusal, request.request_id);
    }
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
