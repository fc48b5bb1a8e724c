#include "domains/uploads/service.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "core/crash_site.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "domains/uploads/repo.hpp"
#include "storage/digest.hpp"
#include "storage/walk.hpp"

namespace promo::uploads {
namespace {

using core::CrashSite;
using core::Refusal;
using core::RefusalCode;
using storage::StorageError;

constexpr std::string_view kFolder = "uploads/";
constexpr std::size_t kIdLength = 32;
// What is put away again while it is stored anew, by somebody else whose store broke.
constexpr int kMostAttempts = 3;
constexpr std::chrono::minutes kComeBackAfter{1};

std::string folder_of(const core::TenantId& tenant) {
    return std::string(kFolder) + tenant.str() + '/';
}

std::string preview_key(const core::TenantId& tenant, const std::string& id, Purpose purpose) {
    if (purpose == Purpose::logo || purpose == Purpose::broadcast) return Service::key(tenant, id);
    return folder_of(tenant) + id + (purpose == Purpose::background ? "-preview.jpg" : "-preview.png");
}

storage::Put put_options(std::string content_type) {
    return {.content_type = std::move(content_type),
            .cache_control = "public, max-age=31536000, immutable",
            .condition = storage::Condition::if_absent};
}

void count(core::Metrics& metrics, Purpose purpose, std::string_view outcome) {
    metrics
        .counter("promostack_uploads_total", "Pictures that people uploaded",
                 {{"purpose", std::string(core::enum_name(purpose))}, {"outcome", std::string(outcome)}})
        .add();
}

Refusal not_stored() {
    Refusal refusal(RefusalCode::unavailable, "Pictures cannot be stored just now. Try again in a minute.");
    return refusal.after(kComeBackAfter);
}

}  // namespace

Service::Service(db::Database& database, core::Clock& clock, core::Metrics& metrics, storage::ObjectStore& objects,
                 const darkroom::Darkroom& darkroom, std::vector<InUse> in_use, OnPrepared on_prepared)
    : database_(database),
      clock_(clock),
      metrics_(metrics),
      objects_(objects),
      darkroom_(darkroom),
      in_use_(std::move(in_use)),
      on_prepared_(std::move(on_prepared)) {}

Upload Service::store(const core::TenantId& tenant, std::string_view picture, Purpose purpose, std::string_view field) {
    const auto developed = develop(picture, purpose, field);
    const repo::Row wanted{.tenant_id = tenant,
                           .id = id_of(developed.picture, purpose),
                           .purpose = purpose,
                           .state = repo::State::storing,
                           .width = developed.size.width,
                           .height = developed.size.height,
                           .bytes = static_cast<std::int64_t>(developed.picture.size() + developed.preview.size()),
                           .kept_at = {}};
    for (int attempt = 1; attempt <= kMostAttempts; ++attempt) {
        const auto row = register_attempt(wanted);
        put(row, developed);
        const bool stored =
            database_.transact(tenant, [&](db::Tx& tx) { return repo::set_stored(tx, tenant, row.id); });
        if (!stored) continue;
        core::crash_site(CrashSite::uploads_stored);
        count(metrics_, purpose, "stored");
        if (on_prepared_ && purpose == Purpose::background) on_prepared_(row.id, developed.prepared);
        return upload_of(row);
    }
    count(metrics_, purpose, "unavailable");
    throw not_stored();
}

darkroom::Developed Service::develop(std::string_view picture, Purpose purpose, std::string_view field) {
    const auto start = std::chrono::steady_clock::now();
    try {
        auto developed = darkroom_.develop(picture, purpose, field);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        metrics_
            .histogram("promostack_darkroom_seconds", "How long it takes to read a picture and make ours of it",
                       {{"purpose", std::string(core::enum_name(purpose))}})
            .observe(took.count());
        return developed;
    } catch (const Refusal&) {
        count(metrics_, purpose, "refused");
        throw;
    }
}

// From here on the ledger knows that there may be objects.
repo::Row Service::register_attempt(const repo::Row& wanted) {
    const auto row = database_.transact(wanted.tenant_id, [&](db::Tx& tx) {
        const bool known = repo::find(tx, wanted.tenant_id, wanted.id).has_value();
        if (!known && repo::count(tx, wanted.tenant_id) >= kMostPerTenant) {
            throw Refusal(RefusalCode::conflict,
                          "There are " + std::to_string(kMostPerTenant) +
                              " pictures already. Delete templates or campaigns that you need no more; their pictures "
                              "go a day later.");
        }
        const auto now = clock_.now();
        return repo::join(tx, wanted, now, now - kAbandonedAfter);
    });
    if (!row) throw not_stored();
    core::crash_site(CrashSite::uploads_registered);
    return *row;
}

void Service::put(const repo::Row& row, const darkroom::Developed& developed) {
    try {
        if (!developed.preview.empty()) {
            const auto type = row.purpose == Purpose::background ? "image/jpeg" : "image/png";
            std::ignore =
                objects_.put(preview_key(row.tenant_id, row.id, row.purpose), developed.preview, put_options(type));
            core::crash_site(CrashSite::uploads_preview_put);
        }
        std::ignore = objects_.put(key(row.tenant_id, row.id), developed.picture, put_options("image/png"));
        core::crash_site(CrashSite::uploads_picture_put);
    } catch (const StorageError& error) {
        core::log::error("uploads.not_stored", {{"tenant", row.tenant_id}, {"error", error.what()}});
        count(metrics_, row.purpose, "unavailable");
        leave(row);
        throw not_stored();
    }
}

// Whatever of this attempt arrived goes, unless somebody else stores or stored the same meanwhile.
void Service::leave(const repo::Row& row) {
    if (row.state == repo::State::stored) return;
    const auto marked =
        database_.transact(row.tenant_id, [&](db::Tx& tx) { return repo::set_removing(tx, row, clock_.now()); });
    if (!marked) return;
    try {
        take_away(*marked);
    } catch (const StorageError& error) {
        core::log::warn("uploads.left_for_the_sweep", {{"tenant", row.tenant_id}, {"error", error.what()}});
        database_.transact(row.tenant_id, [&](db::Tx& tx) { repo::give_up_removing(tx, *marked); });
    }
}

void Service::take_away(const repo::Row& row) {
    core::crash_site(CrashSite::uploads_removing);
    objects_.remove(key(row.tenant_id, row.id));
    objects_.remove(preview_key(row.tenant_id, row.id, row.purpose));
    core::crash_site(CrashSite::uploads_objects_gone);
    database_.transact(row.tenant_id, [&](db::Tx& tx) { return repo::remove(tx, row); });
}

std::optional<Upload> Service::find(const core::TenantId& tenant, const std::string& id) {
    const auto row = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, id); });
    if (!row) return std::nullopt;
    return upload_of(*row);
}

Upload Service::keep(db::Tx& tx, const core::TenantId& tenant, const std::string& id, Purpose purpose,
                     std::string_view field, core::Timestamp now) {
    const auto row = repo::keep(tx, tenant, id, purpose, now);
    if (!row) {
        throw Refusal(RefusalCode::invalid, "This picture is not there any more. Upload it again.", std::string(field));
    }
    return upload_of(*row);
}

Upload Service::upload_of(const repo::Row& row) const {
    return {.id = row.id,
            .purpose = row.purpose,
            .width = row.width,
            .height = row.height,
            .url = url(row.tenant_id, row.id),
            .preview_url = preview_url(row.tenant_id, row.id, row.purpose)};
}

std::string Service::key(const core::TenantId& tenant, const std::string& id) {
    return folder_of(tenant) + id + ".png";
}

std::optional<std::string> Service::id_at(const core::TenantId& tenant, std::string_view key) {
    const auto folder = folder_of(tenant);
    if (!key.starts_with(folder)) return std::nullopt;
    const auto id = key.substr(folder.size(), kIdLength);
    if (!is_id(id) || key != Service::key(tenant, std::string(id))) return std::nullopt;
    return std::string(id);
}

std::string Service::id_of(std::string_view stored_png, Purpose purpose) {
    return storage::sha256_hex(std::string(core::enum_name(purpose)) + ':' + std::string(stored_png))
        .substr(0, kIdLength);
}

bool Service::is_id(std::string_view text) {
    const auto is_digit = [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    };
    return text.size() == kIdLength && std::ranges::all_of(text, is_digit);
}

std::string Service::url(const core::TenantId& tenant, const std::string& id) const {
    return objects_.public_url(key(tenant, id));
}

std::string Service::preview_url(const core::TenantId& tenant, const std::string& id, Purpose purpose) const {
    return objects_.public_url(preview_key(tenant, id, purpose));
}

std::optional<std::string> Service::picture(const core::TenantId& tenant, const std::string& id, Purpose purpose) {
    auto object = objects_.get(key(tenant, id));
    if (!object || id_of(object->body, purpose) != id) return std::nullopt;
    return std::move(object->body);
}

std::size_t Service::sweep() {
    const auto now = clock_.now();
    const auto idle = database_.read_as_system("sweep of uploads", [&](db::Tx& tx) {
        return repo::idle(tx, now - kUnusedFor, now - kAbandonedAfter, kMostSwept);
    });
    std::map<core::TenantId, std::vector<repo::Row>> by_tenant;
    for (const auto& row : idle)
        by_tenant[row.tenant_id].push_back(row);
    std::size_t removed = 0;
    for (const auto& [tenant, rows] : by_tenant) {
        for (const auto& row : mark_unused(tenant, rows)) {
            take_away(row);
            ++removed;
        }
    }
    metrics_.counter("promostack_uploads_swept_total", "Pictures removed because nothing shows them")
        .add(static_cast<double>(removed));
    return removed;
}

std::vector<repo::Row> Service::mark_unused(const core::TenantId& tenant, const std::vector<repo::Row>& idle) {
    return database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        std::set<std::string> shown;
        for (const auto& in_use : in_use_) {
            auto ids = in_use(tx, tenant);
            shown.insert(std::move_iterator(ids.begin()), std::move_iterator(ids.end()));
        }
        std::vector<repo::Row> unused;
        for (const auto& row : idle) {
            if (row.state == repo::State::stored && shown.contains(row.id)) {
                std::ignore = repo::still_kept(tx, row, now);
            } else if (auto marked = repo::set_removing(tx, row, now)) {
                unused.push_back(std::move(*marked));
            }
        }
        return unused;
    });
}

void Service::remove_all(const core::TenantId& tenant) {
    storage::remove_all(objects_, folder_of(tenant));
}

}  // namespace promo::uploads
