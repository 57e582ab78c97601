// The registry as JSON Schema. Files are parts of a model, so nothing is required at the top.
#include "offtake/base/json.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

constexpr const char* kDate = "^[0-9]{4}(Q[1-4]|-[0-9]{2}(-[0-9]{2})?)$";
constexpr const char* kName = "^[a-z0-9][a-z0-9_.-]{0,63}$";

Json ref(const ObjectInfo& object) { return {{"$ref", "#/definitions/" + object.name}}; }

Json number() { return {{"type", Json::array({"string", "number"})}}; }

Json quantity(Dimension dimension) {
  if (dimension == dim::ratio) return number();
  return {{"type", "string"}, {"examples", Json::array({example_of(dimension)})}};
}

Json one_or_list(const Json& item) {
  return {{"anyOf", Json::array({item, {{"type", "array"}, {"items", item}}})}};
}

Json name() { return {{"type", Json::array({"string", "integer"})}}; }

Json date() { return {{"type", Json::array({"string", "integer"})}, {"pattern", kDate}}; }

Json series(const KeyInfo& key) {
  const Json value = quantity(key.dimension);
  Json options = Json::object();
  for (const KeyInfo& k : series_info().keys) {
    options[k.name] =
        k.name == "value" ? value : Json{{"$ref", "#/definitions/series/properties/" + k.name}};
  }
  const Json by_date = {{"type", "object"},
                        {"properties", options},
                        {"patternProperties", {{"^[0-9]", value}}},
                        {"additionalProperties", false}};
  return {{"anyOf", Json::array({value, by_date})}};
}

Json by_key(const char* pattern, const KeyInfo& key) {
  return {{"type", "object"},
          {"patternProperties", {{pattern, quantity(key.dimension)}}},
          {"additionalProperties", false}};
}

Json form_of(const KeyInfo& key) {
  switch (key.form) {
    case Form::quantity:
      return quantity(key.dimension);
    case Form::number:
    case Form::share:
    case Form::rate:
    case Form::factor:
      return number();
    case Form::growth:
      return {{"type", "string"}, {"examples", Json::array({"1.35x/year"})}};
    case Form::series:
      return series(key);
    case Form::date:
    case Form::until:
      return date();
    case Form::text:
      return {{"type", Json::array({"string", "number", "boolean"})}};
    case Form::choice:
      // Editors that read YAML 1.1 see yes and no as booleans.
      if (key.choices.front() == "no") return {{"enum", Json::array({"no", "yes", false, true})}};
      return {{"enum", key.choices}};
    case Form::whole: {
      const Json whole = {{"type", "integer"}, {"minimum", static_cast<std::int64_t>(key.least)}};
      if (key.choices.empty()) return whole;
      return {{"anyOf", Json::array({whole, {{"enum", key.choices}}})}};
    }
    case Form::reference:
      return name();
    case Form::references:
    case Form::texts:
      return one_or_list(name());
    case Form::numbers:
      return one_or_list(number());
    case Form::object:
      return ref(*key.object);
    case Form::table:
      return {{"type", "object"},
              {"propertyNames", {{"pattern", kName}}},
              {"additionalProperties", ref(*key.object)}};
    case Form::list:
      return {{"type", "array"}, {"items", ref(*key.object)}};
    case Form::ramp:
      return {{"anyOf", Json::array({{{"type", "string"}},
                                     {{"type", "object"}, {"additionalProperties", number()}}})}};
    case Form::uses:
      return {{"type", "object"},
              {"additionalProperties",
               {{"type", "string"}, {"pattern", "(while active|at ready|at signing)$"}}}};
    case Form::offers:
      return one_or_list(name());
    case Form::changes:
      return {{"type", "object"}, {"additionalProperties", {{"type", "object"}}}};
    case Form::shares:
      return {{"type", "object"}, {"additionalProperties", number()}};
    case Form::by_year:
      return by_key("^[0-9]{4}$", key);
    case Form::by_date:
      return by_key(kDate, key);
    case Form::path:
      return {{"type", "string"}, {"pattern", "^[^/~\\\\:%][^\\\\:%]*$"}};
  }
  return Json::object();
}

Json property(const KeyInfo& key) {
  Json out = form_of(key);
  out["description"] = key.en + (key.fallback.empty() ? "." : ". Default: " + key.fallback + ".");
  if (!key.example.empty() && !out.contains("examples")) {
    out["examples"] = Json::array({key.example});
  }
  return out;
}

Json keys_of(const ObjectInfo& object, const std::string& kind, bool top) {
  Json properties = Json::object(), required = Json::array();
  for (const KeyInfo& key : object.keys) {
    if (!belongs(key, kind)) continue;
    properties[key.name] = property(key);
    if (key.required && !top) required.push_back(key.name);
  }
  Json out = {
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

Json definition(const ObjectInfo& object, bool top) {
  Json out;
  if (object.kinds.empty()) {
    out = keys_of(object, "", top);
  } else {
    out = {{"type", "object"},
           {"properties", {{"kind", {{"enum", object.kinds}}}}},
           {"required", Json::array({"kind"})}};
    Json cases = Json::array();
    for (const std::string& kind : object.kinds) {
      Json then = keys_of(object, kind, false);
      then["properties"]["kind"]["const"] = kind;
      cases.push_back({{"if", {{"properties", {{"kind", {{"const", kind}}}}}}}, {"then", then}});
    }
    out["allOf"] = std::move(cases);
  }
  out["description"] = object.en + ".";
  return out;
}

}  // namespace

std::string schema_json() {
  Json definitions = Json::object();
  for (const ObjectInfo* object : all_objects()) {
    if (object != all_objects().front()) definitions[object->name] = definition(*object, false);
  }
  Json out = {{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "A file of an offtake model"}};
  out.update(definition(*all_objects().front(), true));
  out["definitions"] = std::move(definitions);
  return out.dump(1) + "\n";
}

}  // namespace offtake
