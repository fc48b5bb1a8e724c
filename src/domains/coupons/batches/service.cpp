#include "domains/coupons/batches/service.hpp"

#include <algorithm>
#include <tuple>

#include "core/crash_site.hpp"
#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "domains/coupons/batches/job_names.hpp"
#include "domains/coupons/batches/repo.hpp"
#include "domains/coupons/zip.hpp"
#include "domains/templates/pictures/mark.hpp"
#include "storage/walk.hpp"

namespace promo::coupons::batches {
namespace {

using core::Refusal;
using core::RefusalCode;
using templates::pictures::Mark;
using Steady = std::chrono::steady_clock;

// How long one run of the job draws before it lets others run. A part that takes longer ends there, too.
constexpr std::chrono::seconds kSlice{2};
constexpr std::chrono::seconds kLongestPart{10};
constexpr std::chrono::minutes kSuspendedPause{10};
constexpr std::chrono::hours kLinkFor{1};
constexpr int kAttempts = 60;  // with pauses of five minutes: a store may be away for hours
constexpr std::int64_t kSweepBatch = 100;

std::string drawn_by(const core::Actor& actor) {
    return actor.name.empty() ? actor.id : actor.name;
}

Batch found(std::optional<Batch> batch) {
    if (!batch) throw Refusal(RefusalCode::not_found, "There is no such batch. It may have been deleted.");
    return std::move(*batch);
}

// Says nothing about this text, but about everything that would be drawn.
bool concerns_all(const Refusal& refusal) {
    return refusal.code() != RefusalCode::unprocessable && refusal.code() != RefusalCode::invalid;
}

}  // namespace

Service::Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
                 storage::ObjectStore& objects, audit::Service& audit, tenants::Service& tenants,
                 templates::Service& templates, templates::pictures::Service& pictures, std::size_t part_bytes)
    : database_(database),
      queue_(queue),
      clock_(clock),
      entropy_(entropy),
      objects_(objects),
      audit_(audit),
      tenants_(tenants),
      templates_(templates),
      pictures_(pictures),
      part_bytes_(part_bytes) {}

Batch Service::create(const core::TenantId& tenant, const core::Actor& actor, const NewBatch& wanted) {
    const auto template_ = templates_.find(tenant, wanted.template_slug);
    if (!template_)
        throw Refusal(RefusalCode::not_found, "There is no template of this name. Choose another one.", "template");
    auto list = read_captions(wanted.csv);
    const auto now = clock_.now();
    Batch batch{.id = entropy_.uuid(now),
                .template_slug = template_->slug,
                .variants = wanted.variants,
                .format = wanted.format,
                .with_logo = wanted.with_logo,
                .problems = std::move(list.problems),
                .created_by = drawn_by(actor),
                .created_at = now};
    for (const auto variant : batch.variants) {
        if (!template_->faces.contains(variant))
            throw Refusal(RefusalCode::invalid, "The template has no such variant. Choose one that it has.",
                          "variants");
    }
    if (batch.variants.empty()) {
        for (const auto& [variant, face] : template_->faces)
            batch.variants.push_back(variant);
    }
    batch.total = static_cast<int>(list.captions.size() * batch.variants.size());
    database_.transact(tenant, [&](db::Tx& tx) {
        if (repo::count_unfinished(tx, tenant) >= kMostUnfinished) {
            throw Refusal(RefusalCode::conflict,
                          "Five batches are being drawn already. Wait until one is done, or cancel one.");
        }
        repo::insert(tx, tenant, batch, list.captions);
        request_work(tx, tenant, batch.id, now);
        audit_.record(
            tx, tenant, actor,
            {"batch.created", batch.id, {{"template", batch.template_slug}, {"pictures", std::to_string(batch.total)}}},
            now);
    });
    return batch;
}

std::vector<Batch> Service::list(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::list(tx, tenant, kMostListed); });
}

Batch Service::find(const core::TenantId& tenant, const std::string& id) {
    return found(database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, id); }));
}

Batch Service::cancel(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return database_.transact(tenant, [&](db::Tx& tx) {
        auto batch = found(repo::find(tx, tenant, id));
        batch.state = BatchState::cancelled;
        batch.finished_at = clock_.now();
        if (!repo::end(tx, tenant, batch)) throw Refusal(RefusalCode::conflict, "This batch is over already.");
        audit_.record(tx, tenant, actor, {"batch.cancelled", id}, *batch.finished_at);
        return batch;
    });
}

void Service::remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        if (!repo::remove(tx, tenant, id)) found(std::nullopt);
        request_work(tx, tenant, id, now);
        audit_.record(tx, tenant, actor, {"batch.deleted", id}, now);
    });
}

std::string Service::url(const Part& part) const {
    return objects_.signed_url(part.key, clock_.now(), kLinkFor);
}

jobs::Outcome Service::work(const jobs::JobContext& context) {
    const auto& tenant = context.job.tenant_id;
    const auto id = core::json::parse<DrawPayload>(context.job.payload).batch;
    const auto slice_ends = Steady::now() + kSlice;
    do {
        auto batch = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, id); });
        if (!batch) {
            storage::remove_all(objects_, folder_of(tenant, id));
            return jobs::Outcome::done();
        }
        if (batch->is_over()) return jobs::Outcome::done();
        if (context.job.attempt == context.job.max_attempts) {
            fail(tenant, std::move(*batch), "The store of files was away for too long. Make the batch again.");
            return jobs::Outcome::done();
        }
        const auto owner = tenants_.find(tenant);
        if (owner && owner->status == tenants::TenantStatus::suspended)
            return jobs::Outcome::snooze(clock_.now() + kSuspendedPause);
        const auto tried = batch->tried();
        const auto mark = batch->with_logo && owner ? templates::pictures::mark_of(*owner) : Mark{};
        auto drawn = draw_part(tenant, std::move(*batch), mark, context);
        if (drawn) store_part(tenant, std::move(*drawn), tried);
    } while (Steady::now() < slice_ends && !context.stopping);
    return jobs::Outcome::snooze(clock_.now());
}

std::optional<Service::Drawn> Service::draw_part(const core::TenantId& tenant, Batch batch, const Mark& mark,
                                                 const jobs::JobContext& context) {
    const auto template_ = templates_.find(tenant, batch.template_slug);
    if (!template_) {
        fail(tenant, std::move(batch), "The template was deleted.");
        return std::nullopt;
    }
    const Pictures pictures(batch,
                            database_.read(tenant, [&](db::Tx& tx) { return repo::captions(tx, tenant, batch.id); }));
    const auto part_ends = Steady::now() + kLongestPart;
    Drawn drawn{std::move(batch), {}, {}};
    auto& made = drawn.batch;
    Zip zip(clock_.now(), part_bytes_);
    while (made.tried() < made.total && (zip.files() == 0 || Steady::now() < part_ends)) {
        if (context.stopping) return std::nullopt;
        const auto place = made.tried();
        const auto& caption = pictures.caption(place);
        const auto file = pictures.file(place);
        usage::Usage usage{usage::Source::batch, made.template_slug, file.variant, caption.text};
        try {
            const auto picture = draw(tenant, *template_, file, caption.text, mark);
            const auto name = pictures.name(place);
            if (zip.files() > 0 && zip.size_with(name.size(), picture.bytes->size()) > part_bytes_) break;
            zip.add(name, *picture.bytes);
            ++made.done;
        } catch (const Refusal& refusal) {
            if (refusal.code() == RefusalCode::not_found) {
                fail(tenant, std::move(made), refusal.message());
                return std::nullopt;
            }
            if (concerns_all(refusal)) throw;
            add_problem(made.problems, {caption.line, caption.text, refusal.message()});
            usage.error_type = "render_failed";
            ++made.failed;
        }
        drawn.usages.push_back(std::move(usage));
    }
    if (zip.files() > 0) drawn.archive = zip.finish();
    return drawn;
}

templates::pictures::Picture Service::draw(const core::TenantId& tenant, const templates::Template& template_,
                                           const PictureFile& file, const std::string& caption, const Mark& mark) {
    const auto face = template_.faces.find(file.variant);
    if (face == template_.faces.end())
        throw Refusal(RefusalCode::unprocessable, "The template does not have this variant any more.");
    return pictures_.draw(tenant, face->second, caption, mark, file.format);
}

// The archive first: what the row names is there.
void Service::store_part(const core::TenantId& tenant, Drawn drawn, int tried) {
    auto& batch = drawn.batch;
    const auto key = key_of_next_part(tenant, batch, batch.tried());
    core::crash_site(core::CrashSite::batches_drawn);
    if (!drawn.archive.empty()) {
        std::ignore = objects_.put(key, drawn.archive, {.content_type = "application/zip"});
        batch.parts.push_back({key, static_cast<std::int64_t>(drawn.archive.size())});
    }
    core::crash_site(core::CrashSite::batches_stored);
    const auto now = clock_.now();
    batch.state = BatchState::running;
    if (batch.tried() == batch.total) {
        batch.state = batch.done > 0 ? BatchState::done : BatchState::failed;
        batch.finished_at = now;
    }
    const bool counts = database_.transact(tenant, [&](db::Tx& tx) {
        if (!repo::go_on(tx, tenant, batch, tried)) return false;
        usage::Service(entropy_).record(tx, tenant, drawn.usages, now);
        return true;
    });
    core::crash_site(core::CrashSite::batches_noted);
    if (!counts) discard_part(tenant, batch.id, key);
}

// Somebody cancelled or deleted the batch meanwhile, or another process, believing that this one had died, was faster.
void Service::discard_part(const core::TenantId& tenant, const std::string& id, const std::string& key) {
    const auto batch = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, id); });
    const auto is_it = [&](const Part& part) { return part.key == key; };
    if (!batch || std::ranges::none_of(batch->parts, is_it)) objects_.remove(key);
}

void Service::fail(const core::TenantId& tenant, Batch batch, std::string why) {
    batch.state = BatchState::failed;
    batch.finished_at = clock_.now();
    batch.problems.insert(batch.problems.begin(), {0, {}, std::move(why)});
    database_.transact(tenant, [&](db::Tx& tx) { repo::end(tx, tenant, batch); });
}

std::size_t Service::sweep() {
    std::size_t swept = 0;
    while (true) {
        const auto now = clock_.now();
        const auto found = database_.transact_as_system("sweep old batches", [&](db::Tx& tx) {
            const auto old = repo::list_old(tx, now - kKeptFor, now - kTriedFor, kSweepBatch);
            for (const auto& [tenant, id] : old) {
                repo::remove(tx, tenant, id);
                request_work(tx, tenant, id, now);
            }
            return old.size();
        });
        swept += found;
        if (found < static_cast<std::size_t>(kSweepBatch)) return swept;
    }
}

void Service::remove_all(const core::TenantId& tenant) {
    storage::remove_all(objects_, "batches/" + tenant.str() + '/');
}

void Service::request_work(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now) {
    queue_.enqueue(tx,
                   {.tenant = tenant,
                    .kind = std::string(kDrawJob),
                    .payload = core::json::to_text(DrawPayload{id}),
                    .max_attempts = kAttempts},
                   now);
}

}  // namespace promo::coupons::batches
