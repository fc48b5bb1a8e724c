#pragma once

#include <optional>
#include <string>

#include "domains/templates/draft.hpp"
#include "domains/templates/pictures/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/service.hpp"
#include "domains/uploads/service.hpp"

namespace promo::templates::proofs {

// A picture to look at, of a template as it is or as it may become.
struct Order {
    std::optional<std::string> slug;
    Variant variant = Variant::square;
    rendering::Format format = rendering::Format::jpg;
    std::string text;
    bool logo = true;               // where the face shows one
    std::optional<FaceDraft> face;  // over what is stored, if anything is
};

// The editor's exact frame: the same bytes as the picture will have. Safe from any thread.
class Service {
public:
    Service(templates::Service& templates, pictures::Service& pictures, tenants::Service& tenants,
            uploads::Service& uploads)
        : templates_(templates), pictures_(pictures), tenants_(tenants), uploads_(uploads) {}

    // Refuses as `not_found` a slug, a face or a picture that the tenant does not have, `invalid` what a draft may not
    // say, and what pictures::Service::draw refuses. Without text only the background and the logo are drawn.
    pictures::Picture draw(const core::TenantId& tenant, const Order& order);

private:
    Face face_of(const core::TenantId& tenant, const Order& order);
    void require_own(const core::TenantId& tenant, const std::string& image);

    templates::Service& templates_;
    pictures::Service& pictures_;
    tenants::Service& tenants_;
    uploads::Service& uploads_;
};

}  // namespace promo::templates::proofs
