#include "domains/templates/pictures/service.hpp"

#include <chrono>

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "domains/templates/pictures/recent.hpp"
#include "rendering/decode.hpp"
#include "storage/patience.hpp"

namespace promo::templates::pictures {
namespace {

using core::Refusal;
using core::RefusalCode;
using LogoPixels = std::shared_ptr<const rendering::Pixels>;

constexpr std::size_t kLogoBytes = 32 << 20;
// What an entry costs besides its bytes.
constexpr std::size_t kEntryBytes = 512;

Refusal unavailable() {
    return {RefusalCode::unavailable, "Pictures cannot be fetched just now. Try again later."};
}

// Everything that decides the bytes.
std::string key_of(const core::TenantId& tenant, const Face& face, const std::string& caption, const Mark& mark,
                   rendering::Format format) {
    const auto& style = face.style;
    const auto& box = style.box;
    std::string key;
    const auto text = [&](std::string_view value) { key += std::to_string(value.size()).append(1, ':').append(value); };
    const auto bits = [&](const auto& value) {
        static_assert(std::is_arithmetic_v<std::remove_cvref_t<decltype(value)>>);
        key.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    for (const double share : {box.left_pct, box.top_pct, box.width_pct, box.height_pct})
        bits(share);
    for (const int number : {static_cast<int>(box.h_align), static_cast<int>(box.v_align), static_cast<int>(style.font),
                             style.max_font_px, int{style.outline}, int{face.show_logo}, static_cast<int>(format)})
        bits(number);
    for (const auto part : {style.colour.red, style.colour.green, style.colour.blue})
        bits(part);
    text(tenant.str());
    text(face.image);
    text(caption);
    if (face.show_logo) {
        text(mark.upload.value_or(""));
        text(mark.initials);
    }
    return key;
}

}  // namespace

struct Service::State {
    State(uploads::Service& uploads_of, uploads::prepared::Service& prepared_of, rendering::Renderer& renderer_of,
          core::Metrics& metrics)
        : uploads(uploads_of),
          prepared(prepared_of),
          renderer(renderer_of),
          drawn(metrics.counter("promostack_pictures_total", "Pictures that were asked for", {{"result", "drawn"}})),
          kept(metrics.counter("promostack_pictures_total", "Pictures that were asked for", {{"result", "kept"}})),
          seconds(metrics.histogram("promostack_picture_seconds", "Drawing and encoding one picture", {},
                                    {0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.064, 0.25, 1})) {}

    uploads::prepared::Held background(const core::TenantId& tenant, const Face& face) {
        uploads::prepared::Held held;
        try {
            held = prepared.get(tenant, face.image);
        } catch (const storage::StorageError& error) {
            core::log::warn("templates.background_not_fetched", {{"tenant", tenant}, {"error", error.what()}});
            throw unavailable();
        }
        if (!held) throw Refusal(RefusalCode::not_found, "The template's picture is gone. Upload it again.");
        return held;
    }

    // Null: it is gone, so that the initials are drawn.
    LogoPixels logo(const core::TenantId& tenant, const std::string& upload) {
        const auto key = tenant.str() + '/' + upload;
        if (auto found = logos.find(key)) return *found;
        try {
            const auto picture = patience.ask([&] { return uploads.picture(tenant, upload, uploads::Purpose::logo); });
            if (!picture) return nullptr;
            auto pixels = std::make_shared<const rendering::Pixels>(rendering::decode(*picture));
            logos.put(key, pixels, pixels->samples.size() + kEntryBytes);
            return pixels;
        } catch (const storage::StorageError& error) {
            core::log::warn("templates.logo_not_fetched", {{"tenant", tenant}, {"error", error.what()}});
            throw unavailable();
        }
    }

    Picture draw(const core::TenantId& tenant, const Face& face, const std::string& caption,
                 const rendering::Logo* mark, rendering::Format format) {
        const auto held = background(tenant, face);
        const auto start = std::chrono::steady_clock::now();
        const auto encoded = renderer.render(*held, {.text = caption, .style = face.style, .logo = mark}, format);
        auto bytes = std::make_shared<const std::string>(encoded.joined());
        seconds.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        drawn.add();
        return {std::move(bytes), encoded.font_px};
    }

    uploads::Service& uploads;
    uploads::prepared::Service& prepared;
    rendering::Renderer& renderer;
    core::Counter drawn;
    core::Counter kept;
    core::Histogram seconds;
    Recent<Picture> pictures{kCacheBytes};
    Recent<LogoPixels> logos{kLogoBytes};
    storage::Patience patience;
};

Service::Service(uploads::Service& uploads, uploads::prepared::Service& prepared, rendering::Renderer& renderer,
                 core::Metrics& metrics)
    : state_(std::make_unique<State>(uploads, prepared, renderer, metrics)) {}

Service::~Service() = default;

Picture Service::draw(const core::TenantId& tenant, const Face& face, const std::string& caption, const Mark& mark,
                      rendering::Format format) {
    const auto key = key_of(tenant, face, caption, mark, format);
    if (auto found = state_->pictures.find(key)) {
        state_->kept.add();
        return *found;
    }
    rendering::Logo logo;
    if (face.show_logo) {
        logo.initials = mark.initials;
        if (mark.upload) logo.picture = state_->logo(tenant, *mark.upload);
    }
    const bool marked = logo.picture || !logo.initials.empty();
    auto picture = state_->draw(tenant, face, caption, marked ? &logo : nullptr, format);
    // With a logo that was gone it may look otherwise soon.
    const bool lasting = !face.show_logo || !mark.upload || logo.picture;
    if (lasting) state_->pictures.put(key, picture, picture.bytes->size() + key.size() + kEntryBytes);
    return picture;
}

Picture Service::draw_with(const core::TenantId& tenant, const Face& face, const std::string& caption,
                           const rendering::Logo& logo, rendering::Format format) {
    return state_->draw(tenant, face, caption, &logo, format);
}

std::string_view content_type(rendering::Format format) {
    return format == rendering::Format::png ? "image/png" : "image/jpeg";
}

}  // namespace promo::templates::pictures
