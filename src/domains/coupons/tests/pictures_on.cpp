#include "pictures_on.hpp"

#include <algorithm>
#include <iterator>

#include "http/access.hpp"
#include "http/errors.hpp"
#include "http/form.hpp"
#include "rendering/decode.hpp"

namespace promo::tests {
namespace {

constexpr auto kBoundary = "a-boundary";

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

std::string gradient(int shade, rendering::Size size) {
    rendering::Pixels pixels{size, 3, {}};
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            for (const int part : {x, y, shade})
                pixels.samples.push_back(static_cast<std::uint8_t>(part));
        }
    }
    return rendering::encode_png(pixels);
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
            const auto picture = gradient(variant == templates::Variant::square ? 40 : 200);
            auto& face = draft.faces[variant].emplace();
            face.image = uploads.store(tenant, picture, uploads::Purpose::background).id;
            face.show_logo = true;
        }
        templates.create(tenant, actor, "sale", draft);
    }
}

http::Response PicturesOn::get(const std::string& target, const std::string& header, const std::string& value) {
    http::Request request;
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = http::parse_form(target.substr(mark + 1));
    if (!header.empty()) request.headers.add(header, value);
    return send(std::move(request));
}

http::Response PicturesOn::post(const std::string& path, const std::string& json) {
    http::Request request;
    request.verb = http::Verb::post;
    request.path = path;
    request.headers.add("Content-Type", "application/json");
    request.body = json;
    return send(std::move(request));
}

http::Response PicturesOn::post_form(const std::string& path, const Fields& texts, const Fields& sent) {
    http::Request request;
    request.verb = http::Verb::post;
    request.path = path;
    request.headers.add("Content-Type", std::string("multipart/form-data; boundary=") + kBoundary);
    const auto head = std::string("--") + kBoundary + "\r\nContent-Disposition: form-data; name=\"";
    for (const auto& [name, value] : texts)
        request.body += head + name + "\"\r\n\r\n" + value + "\r\n";
    for (const auto& [name, bytes] : sent)
        request.body += head + name + "\"; filename=\"x\"\r\n\r\n" + bytes + "\r\n";
    request.body += std::string("--") + kBoundary + "--\r\n";
    return send(std::move(request));
}

http::Response PicturesOn::send(http::Request request) {
    const auto match = router.match(request.verb, request.path);
    if (match.route == nullptr) return http::text(404, "no row");
    request.path_params = match.params;
    request.client_ip = address;
    request.headers.add("User-Agent", browser);
    if (http::needs_principal(match.route->access) && !caller.empty()) {
        auto& principal = request.principal.emplace();
        principal.user = core::UserId("olga");
        principal.name = "olga@acme.example";
        principal.tenant = caller;
        principal.role = http::Role::member;
    }
    try {
        if (http::needs_principal(match.route->access)) http::require_access(match.route->access, request.principal);
        return match.route->handler(request);
    } catch (const core::Refusal& refusal) {
        return http::error_response(refusal, "request-1");
    }
}

std::string PicturesOn::ticket(const std::string& code, const core::TenantId& tenant) {
    const auto until = clock.now() + coupons::kPassFor;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(until.time_since_epoch()).count();
    return "code=" + code + "&pass=" + coupons::issue_pass(key, tenant, code, until) +
           "&until=" + std::to_string(seconds);
}

PicturesOn::Fields PicturesOn::ticket_fields(const std::string& code) {
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
