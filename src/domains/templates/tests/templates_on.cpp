#include "templates_on.hpp"

#include <algorithm>
#include <iterator>

#include "core/json_write.hpp"
#include "jobs/worker.hpp"
#include "support/gradient.hpp"

namespace promo::tests {

void MovingStore::meet(Before what, std::string_view key) {
    if (away) throw storage::StorageError("the store of this test is away");
    if (!happens_ || what != when_ || !key.ends_with(ending_)) return;
    const auto happens = std::exchange(happens_, nullptr);
    happens();
}

storage::PutResult MovingStore::put(std::string_view key, std::string_view body, const storage::Put& options) {
    meet(Before::write, key);
    const auto result = store_.put(key, body, options);
    if (result == storage::PutResult::stored && key.ends_with(ending_)) stored.emplace_back(body);
    return result;
}

std::optional<storage::Object> MovingStore::get(std::string_view key) {
    meet(Before::read, key);
    return store_.get(key);
}

std::optional<storage::ObjectInfo> MovingStore::head(std::string_view key) {
    meet(Before::read, key);
    return store_.head(key);
}

void MovingStore::remove(std::string_view key) {
    meet(Before::write, key);
    store_.remove(key);
}

storage::Page MovingStore::list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) {
    meet(Before::read, prefix);
    return store_.list(prefix, std::move(after), limit);
}

std::string png(int shade, rendering::Size size) {
    return gradient(shade, size);
}

TemplatesOn::TemplatesOn(FreshDatabase& fresh_database) : fresh(fresh_database), database(fresh.database()) {
    for (const auto& tenant : {acme, bolt})
        tenants.create(actor, tenant == acme ? "Acme Signals" : "Bolt", tenant, std::nullopt);
}

http::Routes TemplatesOn::all_routes() {
    auto routes = templates::routes(service, uploads, proofs);
    std::ranges::move(templates::forms::routes(service), std::back_inserter(routes));
    return routes;
}

std::string TemplatesOn::image(int shade, rendering::Size size) {
    return uploads.store(caller, png(shade, size), uploads::Purpose::background).id;
}

templates::Draft TemplatesOn::drafted(const std::string& name, const std::string& image_id) {
    templates::Draft draft;
    draft.name = name;
    draft.faces[templates::Variant::square].emplace().image = image_id;
    return draft;
}

templates::Template TemplatesOn::made(const std::string& slug, const std::string& name) {
    return service.create(caller, actor, slug, drafted(name, image()));
}

http::Response TemplatesOn::get(const std::string& path) {
    return answer(get_request(path));
}

http::Response TemplatesOn::send(http::Verb verb, const std::string& path, const std::string& body) {
    return answer(json_request(verb, path, body));
}

http::Response TemplatesOn::post_form(const std::string& path, const FormFields& texts,
                                      const FormFields& pictures_sent) {
    return answer(form_request(path, texts, pictures_sent));
}

http::Response TemplatesOn::answer(http::Request request) {
    request.principal.emplace();
    request.principal->user = core::UserId("olga");
    request.principal->tenant = caller;
    request.principal->role = role;
    return answer_of(router, std::move(request));
}

std::optional<std::string> TemplatesOn::document(const std::string& slug) {
    const auto object = files.get("templates/acme/" + slug + "/meta.json");
    return object ? std::optional(object->body) : std::nullopt;
}

std::string TemplatesOn::index() {
    const auto object = files.get("templates/acme/index.json");
    return object ? object->body : std::string();
}

std::string TemplatesOn::index_wanted() {
    auto all = service.list(acme);
    std::ranges::sort(all, {}, &templates::Template::name);
    std::string text = R"({"templates":[)";
    for (const auto& each : all) {
        if (!text.ends_with('[')) text += ',';
        text += R"({"slug":")" + each.slug + R"(","name":)" + core::json::to_text(each.name) +
                R"(,"meta":"https://promo.example/objects/templates/acme/)" + each.slug +
                R"(/meta.json","telegramEnabled":)" + (each.telegram_enabled ? "true" : "false");
        for (const auto& [variant, face] : each.faces)
            text += ",\"" + std::string(core::enum_name(variant)) +
                    R"(":"https://promo.example/objects/uploads/acme/)" + face.image + R"(.png")";
        text += '}';
    }
    return text + "]}";
}

std::vector<std::string> TemplatesOn::keys(const std::string& prefix) {
    std::vector<std::string> found;
    for (const auto& object : files.list(prefix, {}, 1000).objects)
        found.push_back(object.key);
    return found;
}

std::size_t TemplatesOn::work_jobs() {
    clock.advance(std::chrono::minutes(5));
    jobs::Worker worker(database, queue, templates::job_kinds(service), clock, entropy, metrics);
    return worker.drain();
}

std::vector<std::string> TemplatesOn::actions() {
    std::vector<std::string> found;
    for (const auto& entry : audit.list(acme, {.action_prefix = "template.", .before = {}, .limit = 100}))
        found.push_back(entry.action + ' ' + entry.subject);
    return found;
}

}  // namespace promo::tests
