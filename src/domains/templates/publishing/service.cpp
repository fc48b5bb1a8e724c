#include "domains/templates/publishing/service.hpp"

#include <algorithm>
#include <set>

#include "core/crash_site.hpp"
#include "core/enum_name.hpp"
#include "core/json_write.hpp"
#include "domains/templates/meta.hpp"
#include "domains/templates/repo.hpp"
#include "storage/walk.hpp"

namespace promo::templates::publishing {
namespace {

constexpr int kTries = 20;
constexpr std::string_view kMetaFile = "/meta.json";

std::string folder(const core::TenantId& tenant) {
    return "templates/" + tenant.str() + '/';
}

std::string meta_key(const core::TenantId& tenant, const std::string& slug) {
    return folder(tenant) + slug + std::string(kMetaFile);
}

// `sale` for `templates/<tenant>/sale/meta.json`.
std::optional<std::string> slug_of_key(const core::TenantId& tenant, std::string_view key) {
    key.remove_prefix(std::min(key.size(), folder(tenant).size()));
    if (!key.ends_with(kMetaFile)) return std::nullopt;
    key.remove_suffix(kMetaFile.size());
    return std::string(key);
}

}  // namespace

void Service::publish(const core::TenantId& tenant, const std::vector<std::string>& slugs) {
    for (const auto& slug : slugs) {
        follow(meta_key(tenant, slug), [&]() -> std::optional<std::string> {
            const auto found = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, slug); });
            if (!found) return std::nullopt;
            return meta(tenant, *found);
        });
    }
    core::crash_site(core::CrashSite::templates_published);
    publish_index(tenant);
}

std::size_t Service::publish_all(const core::TenantId& tenant) {
    const auto templates = database_.read(tenant, [&](db::Tx& tx) { return repo::list(tx, tenant); });
    std::set<std::string> slugs;
    std::ranges::transform(templates, std::inserter(slugs, slugs.end()), &Template::slug);
    storage::for_each_key(objects_, folder(tenant), [&](const std::string& key) {
        if (auto slug = slug_of_key(tenant, key)) slugs.insert(std::move(*slug));
    });
    publish(tenant, std::vector(slugs.begin(), slugs.end()));
    return templates.size();
}

void Service::remove_all(const core::TenantId& tenant) {
    storage::remove_all(objects_, folder(tenant));
}

std::string Service::meta(const core::TenantId& tenant, const Template& of) const {
    return document_of(of, [&](const std::string& upload) {
        return Addresses{uploads_.url(tenant, upload),
                         uploads_.preview_url(tenant, upload, uploads::Purpose::background)};
    });
}

// Looks what is there before it asks what should be, and ends only when the two were found equal: whoever overwrites a
// newer copy with an older one, because he was slow, sees that on his next turn and mends it himself.
void Service::follow(const std::string& key, const Wanted& wanted) {
    for (int turn = 0; turn < kTries; ++turn) {
        const auto there = objects_.get(key);
        const auto should = wanted();
        if (there.has_value() == should.has_value() && (!there || there->body == *should)) return;
        if (!should) {
            objects_.remove(key);
            continue;
        }
        storage::Put options{.content_type = "application/json", .cache_control = "no-cache"};
        options.condition = there ? storage::Condition::if_matches : storage::Condition::if_absent;
        if (there) options.etag = there->info.etag;
        std::ignore = objects_.put(key, *should, options);
    }
    throw storage::StorageError("others change " + key + " all the time");
}

void Service::publish_index(const core::TenantId& tenant) {
    follow(folder(tenant) + "index.json", [&] {
        return std::optional(index(tenant, database_.read(tenant, [&](db::Tx& tx) { return repo::list(tx, tenant); })));
    });
}

std::string Service::index(const core::TenantId& tenant, std::vector<Template> templates) const {
    std::ranges::sort(templates, [](const Template& a, const Template& b) {
        return std::tie(a.name, a.slug) < std::tie(b.name, b.slug);
    });
    std::string text;
    core::json::Writer writer(text);
    const auto write = [&](std::string_view key, const auto& value) {
        writer.key(key);
        core::json::write(writer, value);
    };
    writer.begin_object();
    writer.key("templates");
    writer.begin_array();
    for (const auto& each : templates) {
        writer.begin_object();
        write("slug", each.slug);
        write("name", each.name);
        write("meta", objects_.public_url(meta_key(tenant, each.slug)));
        write("telegramEnabled", each.telegram_enabled);
        for (const auto& [variant, face] : each.faces)
            write(core::enum_name(variant), uploads_.url(tenant, face.image));
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return text;
}

}  // namespace promo::templates::publishing
