#include "campaigns_on.hpp"

#include "http/access.hpp"

namespace promo::tests {
namespace {

constexpr int kFrameSide = 64;
constexpr int kFrameWidth = 8;

constexpr db::Sql kInsertTenant{"test.tenant", R"sql(
    INSERT INTO tenants (id, name, status, time_zone, created_at) VALUES ($1, $2, 'active', $3, 0)
)sql"};
constexpr db::Sql kInsertUpload{"test.upload", R"sql(
    INSERT INTO uploads (tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at)
    VALUES ($1, $2, 'overlay', 'stored', 64, 64, 100, 0, 0)
)sql"};

}  // namespace

CampaignsOn::CampaignsOn(FreshDatabase& fresh)
    : database(fresh.database()),
      router(campaigns::routes({campaigns, submissions, supporters, posters, uploads}, caller,
                               [this](std::string_view key) { return objects.public_url(key); })) {
    database.transact_as_system("test", [](db::Tx& tx) {
        tx.run(kInsertTenant, kAcme, "Acme", "America/New_York");
        tx.run(kInsertTenant, kOther, "Other", "UTC");
    });
}

std::string CampaignsOn::made(const std::string& start, const std::string& end,
                              std::vector<campaigns::Platform> platforms) {
    campaigns::Draft draft;
    draft.title = "Spring";
    draft.prize = "A watch";
    draft.start_date = start;
    draft.end_date = end;
    draft.platforms = std::move(platforms);
    return campaigns.create(kAcme, kOwner, draft).id;
}

std::string CampaignsOn::frame() {
    rendering::Pixels pixels{{kFrameSide, kFrameSide}, 4, {}};
    for (int y = 0; y < kFrameSide; ++y) {
        for (int x = 0; x < kFrameSide; ++x) {
            const auto inside = [](int at) { return at >= kFrameWidth && at < kFrameSide - kFrameWidth; };
            const auto alpha = static_cast<std::uint8_t>(inside(x) && inside(y) ? 0 : 255);
            pixels.samples.insert(pixels.samples.end(), {255, 0, 0, alpha});
        }
    }
    const auto file = rendering::encode_png(pixels);
    const auto id = uploads::Service::id_of(file, uploads::Purpose::overlay);
    static_cast<void>(objects.put(uploads::Service::key(kAcme, id), file, {.content_type = "image/png"}));
    database.transact(kAcme, [&](db::Tx& tx) { tx.run(kInsertUpload, kAcme, id); });
    return id;
}

std::vector<std::string> CampaignsOn::actions() {
    std::vector<std::string> found;
    for (const auto& entry : audit.list(kAcme, {}))
        found.push_back(entry.action);
    return found;
}

std::int64_t CampaignsOn::rows(const std::string& table) {
    const auto text = "SELECT count(*) FROM " + table + " WHERE tenant_id = $1";
    return database.read(kAcme, [&](db::Tx& tx) { return tx.one<std::int64_t>({"test.rows", text}, kAcme); });
}

http::Response CampaignsOn::call(http::Verb verb, const std::string& path, const std::string& body,
                                 const std::optional<http::Role>& role, const core::TenantId& tenant) {
    http::Request request;
    request.verb = verb;
    request.path = path.substr(0, path.find('?'));
    if (const auto query = path.find("tenant="); query != std::string::npos)
        request.query.add("tenant", path.substr(query + 7));
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    request.client_ip = "203.0.113.9";
    caller.principal.reset();
    if (role) {
        caller.principal.emplace();
        caller.principal->user = core::UserId("user-1");
        caller.principal->tenant = tenant;
        caller.principal->role = role;
    }
    const auto match = router.match(verb, request.path);
    request.path_params = match.params;
    http::require_access(match.route->access, caller.principal);
    request.principal = caller.principal;
    return match.route->handler(request);
}

campaigns::submissions::Typed typed(const std::string& email, const std::string& instagram) {
    return {
        .email = email, .links = {.instagram_url = instagram, .twitter_url = {}, .facebook_url = {}}, .website = {}};
}

}  // namespace promo::tests
