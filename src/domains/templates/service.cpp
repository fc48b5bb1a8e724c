#include "domains/templates/service.hpp"

#include <algorithm>
#include <set>

#include "core/crash_site.hpp"
#include "core/error.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "core/utf8.hpp"
#include "domains/templates/job_names.hpp"
#include "domains/templates/meta.hpp"
#include "domains/templates/repo.hpp"

namespace promo::templates {
namespace {

using core::Refusal;
using core::RefusalCode;

// Whoever changed something publishes it himself; the job is for when he could not.
constexpr std::chrono::seconds kJobAfter{5};
// Of more than these nobody wants to wait for each: the jobs publish them.
constexpr std::size_t kMostPublishedAtOnce = 20;
constexpr std::uint64_t kNumbers = (1ULL << 31) - 1;
constexpr std::size_t kLongestCopyName = 92;
constexpr int kMostCopies = static_cast<int>(Service::kMostTemplates) + 1;

Refusal no_template() {
    return {RefusalCode::not_found, "There is no such template. Load the page again.", "slug"};
}

Refusal taken() {
    return {RefusalCode::conflict, "There is a template with this name already. Choose another one, or edit that.",
            "slug"};
}

// What the faces are after the draft, all checked but for the pictures they name.
std::map<Variant, Face> faces_after(std::map<Variant, Face> faces, const Draft& draft) {
    for (const auto& [variant, said] : draft.faces) {
        const auto found = faces.find(variant);
        if (!said) {
            faces.erase(variant);
            continue;
        }
        auto face = applied(*said, found == faces.end() ? new_face() : found->second);
        check(face, variant, draft.form);
        faces[variant] = std::move(face);
    }
    return faces;
}

std::string image_key(Form form) {
    return form == Form::multipart ? "squareImage" : "square";
}

void require_faces(const std::map<Variant, Face>& faces, Form form) {
    if (faces.empty()) {
        throw Refusal(RefusalCode::invalid, "A template needs at least one picture. Upload one.", image_key(form));
    }
}

// Without a face before there is nothing that the box could stay. The feed came later, and its form has defaults.
void require_box(const FaceDraft& said, Variant variant, Form form) {
    if (variant == Variant::feed) return;
    const std::pair<const std::optional<double>&, std::string_view> needed[] = {{said.left_pct, "leftPct"},
                                                                                {said.top_pct, "topPct"},
                                                                                {said.width_pct, "widthPct"},
                                                                                {said.height_pct, "heightPct"}};
    for (const auto& [value, key] : needed) {
        if (!value) {
            throw Refusal(RefusalCode::invalid, "Say where the text goes: this field is missing.",
                          field_name(variant, key, form));
        }
    }
}

}  // namespace

Service::Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
                 storage::ObjectStore& objects, audit::Service& audit, uploads::Service& uploads)
    : database_(database),
      queue_(queue),
      clock_(clock),
      entropy_(entropy),
      audit_(audit),
      uploads_(uploads),
      publishing_(database, objects, uploads) {}

std::vector<Template> Service::list(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::list(tx, tenant); });
}

std::optional<Template> Service::find(const core::TenantId& tenant, const std::string& slug) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, slug); });
}

std::optional<Template> Service::find(const core::TenantId& tenant, std::int64_t number) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, number); });
}

Template Service::create(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                         const Draft& draft) {
    check_slug(slug);
    const auto name = checked_name(draft.name.value_or(""));
    auto made = database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        Template wanted;
        wanted.slug = slug;
        wanted.name = name;
        wanted.telegram_enabled = draft.telegram_enabled.value_or(true);
        if (repo::is_taken(tx, tenant, slug)) throw taken();
        take_faces(tx, tenant, wanted, draft, now);
        return add(tx, tenant, actor, std::move(wanted), {"template.created", slug, {{"name", name}}}, now);
    });
    publish_now(tenant, {slug});
    return made;
}

Template Service::change(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                         const Draft& draft, std::optional<int> revision) {
    std::optional<std::string> name;
    if (draft.name) name = checked_name(*draft.name);
    return edit(tenant, actor, slug, "template.changed", [&](db::Tx& tx, Template& wanted, core::Timestamp now) {
        if (revision && *revision != wanted.revision) {
            throw Refusal(RefusalCode::conflict, "Somebody changed this template meanwhile. Load it again.",
                          "revision");
        }
        if (name) wanted.name = *name;
        if (draft.telegram_enabled) wanted.telegram_enabled = *draft.telegram_enabled;
        take_faces(tx, tenant, wanted, draft, now);
    });
}

Template Service::duplicate(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                            const std::optional<std::string>& name) {
    auto made = database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        auto wanted = repo::find(tx, tenant, slug);
        if (!wanted) throw no_template();
        wanted->name =
            checked_name(name.value_or(std::string(core::utf8_prefix(wanted->name, kLongestCopyName)) + " (copy)"));
        for (int time = 1; time <= kMostCopies && (time == 1 || repo::is_taken(tx, tenant, wanted->slug)); ++time)
            wanted->slug = copy_slug(slug, time);
        return add(tx, tenant, actor, *wanted, {"template.created", wanted->slug, {{"copy_of", slug}}}, now);
    });
    publish_now(tenant, {made.slug});
    return made;
}

void Service::show_in_bot(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug, bool shown) {
    edit(tenant, actor, slug, shown ? "template.shown_in_bot" : "template.hidden_from_bot",
         [&](db::Tx&, Template& wanted, core::Timestamp) { wanted.telegram_enabled = shown; });
}

void Service::reorder(const core::TenantId& tenant, const core::Actor& actor, const std::vector<std::string>& slugs) {
    const std::set<std::string> once(slugs.begin(), slugs.end());
    if (once.size() != slugs.size())
        throw Refusal(RefusalCode::invalid, "Name every template once, in the order you want.", "slugs");
    database_.transact(tenant, [&](db::Tx& tx) {
        std::map<std::string, int> positions;
        for (const auto& each : repo::list(tx, tenant))
            positions[each.slug] = each.position;
        if (!std::ranges::equal(once, positions, {}, {}, &std::pair<const std::string, int>::first)) {
            throw Refusal(RefusalCode::conflict, "Templates have come or gone meanwhile. Load the page again.",
                          "slugs");
        }
        int position = 0;
        for (const auto& slug : slugs)
            if (positions[slug] != ++position) repo::set_position(tx, tenant, slug, position);
        audit_.record(tx, tenant, actor, {"template.reordered", std::to_string(slugs.size())}, clock_.now());
    });
}

std::size_t Service::remove(const core::TenantId& tenant, const core::Actor& actor,
                            const std::vector<std::string>& slugs) {
    if (slugs.size() > kMostTemplates)
        throw Refusal(RefusalCode::invalid, "Delete at most 500 templates at a time.", "slugs");
    const auto removed = database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        std::vector<std::string> gone;
        for (const auto& slug : slugs) {
            if (!repo::remove(tx, tenant, slug)) continue;
            announce(tx, tenant, actor, slug, {"template.deleted", slug}, now);
            gone.push_back(slug);
        }
        return gone;
    });
    publish_now(tenant, removed);
    return removed.size();
}

Template Service::upload(const core::TenantId& tenant, const core::Actor& actor, const Upload& upload) {
    check_slug(upload.slug);
    const auto there = find(tenant, upload.slug);
    if (there && !upload.editing) throw taken();
    if (!there && upload.editing) throw no_template();
    auto draft = upload.draft;
    const auto before = there ? there->faces : std::map<Variant, Face>();
    std::erase_if(draft.faces, [&](const auto& each) {
        return !upload.pictures.contains(each.first) && !before.contains(each.first);
    });
    if (draft.name || !there) std::ignore = checked_name(draft.name.value_or(""));
    for (const auto& [variant, said] : draft.faces)
        if (said && !before.contains(variant)) require_box(*said, variant, draft.form);
    require_faces(faces_after(before, draft), draft.form);
    for (const auto& [variant, picture] : upload.pictures) {
        const auto field = field_name(variant, "image", draft.form);
        draft.faces.at(variant)->image = uploads_.store(tenant, picture, uploads::Purpose::background, field).id;
    }
    return there ? change(tenant, actor, upload.slug, draft, std::nullopt) : create(tenant, actor, upload.slug, draft);
}

std::size_t Service::publish_all(const core::TenantId& tenant) {
    try {
        return publishing_.publish_all(tenant);
    } catch (const storage::StorageError& error) {
        core::log::error("templates.not_published", {{"tenant", tenant}, {"error", error.what()}});
        throw Refusal(RefusalCode::unavailable, "Templates cannot be published just now. Try again later.");
    }
}

std::vector<std::string> Service::images_in_use(db::Tx& tx, const core::TenantId& tenant) {
    std::vector<std::string> images;
    for (const auto& each : repo::list(tx, tenant)) {
        for (const auto& [variant, face] : each.faces)
            images.push_back(face.image);
    }
    return images;
}

void Service::take_faces(db::Tx& tx, const core::TenantId& tenant, Template& wanted, const Draft& draft,
                         core::Timestamp now) {
    auto faces = faces_after(wanted.faces, draft);
    require_faces(faces, draft.form);
    for (auto& [variant, face] : faces) {
        const auto before = wanted.faces.find(variant);
        if (before != wanted.faces.end() && before->second.image == face.image) continue;
        const auto kept = uploads_.keep(tx, tenant, face.image, uploads::Purpose::background,
                                        field_name(variant, "image", draft.form), now);
        face.size = {kept.width, kept.height};
    }
    wanted.faces = std::move(faces);
}

Template Service::add(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, Template wanted,
                      const audit::Event& event, core::Timestamp now) {
    const auto extent = repo::extent(tx, tenant);
    if (extent.templates >= static_cast<std::int64_t>(kMostTemplates)) {
        throw Refusal(RefusalCode::conflict, "There is room for 500 templates. Delete some that are not used.");
    }
    wanted.id = entropy_.uuid(now);
    // At random, so that a number in an old message of a bot never comes to mean another template.
    wanted.number = static_cast<std::int64_t>(1 + entropy_.number() % kNumbers);
    wanted.position = static_cast<int>(extent.last_position) + 1;
    wanted.revision = 1;
    wanted.document = document_of(wanted);
    wanted.created_at = now;
    wanted.updated_at = now;
    if (!repo::insert(tx, tenant, wanted)) throw taken();
    announce(tx, tenant, actor, wanted.slug, event, now);
    return wanted;
}

Template Service::edit(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                       std::string_view action, const std::function<void(db::Tx&, Template&, core::Timestamp)>& work) {
    auto changed = database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        auto wanted = repo::lock(tx, tenant, slug);
        if (!wanted) throw no_template();
        work(tx, *wanted, now);
        ++wanted->revision;
        wanted->updated_at = now;
        wanted->document = document_of(*wanted);
        repo::update(tx, tenant, *wanted);
        announce(tx, tenant, actor, slug, {action, slug, {{"name", wanted->name}}}, now);
        return std::move(*wanted);
    });
    publish_now(tenant, {slug});
    return changed;
}

void Service::announce(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                       const audit::Event& event, core::Timestamp now) {
    audit_.record(tx, tenant, actor, event, now);
    // Without a dedupe key: one that runs already may have read what was before.
    std::ignore = queue_.enqueue(tx,
                                 {.tenant = tenant,
                                  .kind = std::string(kPublishJob),
                                  .payload = core::json::to_text(PublishPayload{slug}),
                                  .run_at = now + kJobAfter},
                                 now);
}

// The change is made, whatever becomes of this.
void Service::publish_now(const core::TenantId& tenant, const std::vector<std::string>& slugs) {
    core::crash_site(core::CrashSite::templates_saved);
    if (slugs.empty() || slugs.size() > kMostPublishedAtOnce) return;
    try {
        publishing_.publish(tenant, slugs);
    } catch (const std::exception& error) {
        core::log::warn("templates.not_published", {{"tenant", tenant}, {"error", error.what()}});
    }
}

}  // namespace promo::templates
