#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/id.hpp"
#include "core/metrics.hpp"
#include "domains/templates/template.hpp"
#include "domains/uploads/prepared/service.hpp"
#include "domains/uploads/service.hpp"
#include "rendering/renderer.hpp"

namespace promo::templates::pictures {

// A file that many answers may share.
struct Picture {
    std::shared_ptr<const std::string> bytes;
    int font_px = 0;
};

// Whose mark is drawn. An upload of purpose `logo`, else the initials; neither: none.
struct Mark {
    std::optional<std::string> upload;
    std::string initials;
};

// Draws: every picture of the product comes from here, so the same input is the same bytes wherever it is asked for.
// Keeps the latest results. Safe from any thread.
class Service {
public:
    static constexpr std::size_t kCacheBytes = 64 << 20;

    Service(uploads::Service& uploads, uploads::prepared::Service& prepared, rendering::Renderer& renderer,
            core::Metrics& metrics);
    ~Service();

    // `caption` as rendering::caption_of gives it. `mark` counts where the face shows a logo.
    // Refuses as `not_found` when the background is gone, `unavailable` when it cannot be fetched, `unprocessable` when
    // the text cannot be drawn.
    Picture draw(const core::TenantId& tenant, const Face& face, const std::string& caption, const Mark& mark,
                 rendering::Format format);
    // The same with a logo that somebody just brought along, already developed. Never kept.
    Picture draw_with(const core::TenantId& tenant, const Face& face, const std::string& caption,
                      const rendering::Logo& logo, rendering::Format format);

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string_view content_type(rendering::Format format);

}  // namespace promo::templates::pictures
