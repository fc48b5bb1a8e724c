#include "pictures_on.hpp"

#include <algorithm>
#include <iterator>

namespace promo::tests {
namespace {

constexpr db::Sql kUsages{"test.usages", R"sql(
    SELECT source || ' ' || template_slug || ' ' || variant || ' ' || coupon_code || ' ' ||
           CASE success WHEN 1 THEN 'ok' ELSE error_type END || ' ' || device_type
    FROM coupon_usage
    WHERE tenant_id = $1
    ORDER BY id
)sql"};

http::Routes routes_of(PicturesOn& on) {
    auto routes = coupons::downloads::routes(on.downloads, on.clock);
    std::ranges::move(coupons::batches::routes(on.batches), std::back_inserter(routes));
    return routes;
}

}  // namespace

storage::ObjectStore& EventfulStore::there() {
    if (away) throw storage::StorageError("the store of this test is away");
    return store_;
}

storage::PutResult EventfulStore::put(std::string_view key, std::string_view body, const storage::Put& options) {
    const auto result = there().put(key, body, options);
    if (const auto happens = std::exchange(after_put, nullptr)) happens();
    return result;
}

std::string body_of(const http::Response& response) {
    return response.shared_body ? *response.shared_body : response.body;
}

PicturesOn::PicturesOn(FreshDatabase& fresh_database)
    : fresh(fresh_database), database(fresh.database()), router(routes_of(*this)) {
    for (const auto& tenant : {acme, bolt}) {
        tenants.create(actor, tenant == acme ? "Acme Signals" : "Bolt", tenant, std::nullopt);
        templates::Draft draft;
        draft.name = "Sale";
        for (const auto variant : {templates::Variant::square, templates::Variant::story}) {
            const auto picture = gradient(variant == templates::Variant::square ? 40 : 200, {160, 120});
            auto& face = draft.faces[variant].emplace();
            face.image = uploads.store(tenant, picture, uploads::Purpose::background).id;
            face.show_logo = true;
        }
        templates.create(tenant, actor, "sale", draft);
    }
}

http::Response PicturesOn::get(const std::string& target, const std::string& header, const std::string& value) {
    auto request = get_request(target);
    if (!header.empty()) request.headers.add(header, value);
    return send(std::move(request));
}

http::Response PicturesOn::head(const std::string& target) {
    auto request = get_request(target);
    request.head_only = true;
    return send(std::move(request));
}

http::Response PicturesOn::post(const std::string& path, const std::string& json) {
    return send(json_request(http::Verb::post, path, json));
}

http::Response PicturesOn::post_form(const std::string& path, const FormFields& texts, const FormFields& sent) {
    return send(form_request(path, texts, sent));
}

http::Response PicturesOn::send(http::Request request) {
    request.client_ip = address;
    request.headers.add("User-Agent", browser);
    if (!caller.empty()) {
        auto& principal = request.principal.emplace();
        principal.user = core::UserId("olga");
        principal.name = "olga@acme.example";
        principal.tenant = caller;
        principal.role = http::Role::member;
    }
    return answer_of(router, std::move(request));
}

std::string PicturesOn::ticket(const std::string& code, const core::TenantId& tenant) {
    const auto until = clock.now() + coupons::kPassFor;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(until.time_since_epoch()).count();
    return "code=" + code + "&pass=" + coupons::issue_pass(key, tenant, code, until) +
           "&until=" + std::to_string(seconds);
}

FormFields PicturesOn::ticket_fields(const std::string& code) {
    return http::parse_form(ticket(code)).entries();
}

std::string PicturesOn::drawn(const std::string& caption, templates::Variant variant, rendering::Format format) {
    const auto face = templates.find(acme, "sale")->faces.at(variant);
    return *pictures.draw(acme, face, caption, {.upload = {}, .initials = "AS"}, format).bytes;
}

std::vector<std::string> PicturesOn::usages(const core::TenantId& tenant) {
    return database.read(tenant, [&](db::Tx& tx) { return tx.all<std::string>(kUsages, tenant); });
}

std::size_t PicturesOn::work_jobs(std::size_t limit) {
    jobs::Worker worker(database, queue, coupons::batches::job_kinds(batches), clock, entropy, metrics);
    return worker.drain(limit);
}

std::vector<std::string> PicturesOn::keys(const std::string& prefix) {
    std::vector<std::string> found;
    for (const auto& object : files.list(prefix, {}, 1000).objects)
        found.push_back(object.key);
    return found;
}

void PicturesOn::suspend(tenants::TenantStatus status) {
    tenants.set_status(acme, actor, status);
    clock.advance(coupons::downloads::Service::kKnownFor);
}

}  // namespace promo::tests
